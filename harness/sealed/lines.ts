import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * The longest line that is kept whole. A client that never ends a line must not fill our memory.
 */
const LONGEST = 1_000_000;

/** Call once for each line of a stream, and for what stands after the last line break. */
export function eachLine(stream: Readable, call: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string) => {
    rest += text;
    let from = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', from)) {
      call(rest.slice(from, at).replace(/\r$/, ''));
      from = at + 1;
    }
    rest = rest.slice(from);
    if (rest.length > LONGEST) {
      call(rest);
      rest = '';
    }
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    if (rest !== '') call(rest);
  });
  // A pipe that breaks ends the output; the client's exit tells the rest.
  stream.on('error', () => undefined);
}
