import { stretches } from './shown.ts';

/**
 * The only way for text that we did not write to enter the page: what clients print, hosts, error
 * messages, names of scenarios. It stays text, in its own direction, and nothing in it is a link.
 */
export function Untrusted({ text, cap }: { readonly text: string; readonly cap?: number }) {
  return (
    <bdi>
      {stretches(text, cap).map(({ text: part, control }) =>
        control ? <span class="control">{part}</span> : part,
      )}
    </bdi>
  );
}
