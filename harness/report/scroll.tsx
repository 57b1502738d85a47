import type { ComponentChildren } from 'preact';

/** What is too wide for a small screen: it scrolls by itself, with the keyboard too. */
export function Scroll(props: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in the tab order
    <section class="scroll" aria-label={`${props.name}, scrolls sideways`} tabIndex={0}>
      {props.children}
    </section>
  );
}
