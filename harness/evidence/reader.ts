import { type Entry, FORMAT } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';

/**
 * Read a log. A last line that was cut off by whatever ended the harness is left out: the judge
 * sees that the run is not over.
 *
 * @throws HarnessError LOG_FORMAT where a line is not an entry, or the format is not known
 */
export function read(text: string, name: string): readonly Entry[] {
  const lines = text.split('\n');
  const unfinished = lines.pop();
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = parse(line);
    if (!entry || entry.seq !== entries.length) {
      throw new HarnessError(
        'LOG_FORMAT',
        `Failed to read ${name}: line ${index + 1} is not entry ${entries.length} of a log. ` +
          'A log as groundstop wrote it would help.',
      );
    }
    entries.push(entry);
  }
  const whole = unfinished ? parse(unfinished) : undefined;
  if (whole?.seq === entries.length) entries.push(whole);
  const [first] = entries;
  if (first?.kind === 'run.began' && first.format !== FORMAT) {
    throw new HarnessError(
      'LOG_FORMAT',
      `Failed to read ${name}: it has format ${first.format}, and this version reads ${FORMAT}. ` +
        'The version of groundstop that wrote it would help.',
    );
  }
  return entries;
}

function parse(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line);
    const whole = Number.isInteger(value?.seq) && typeof value.at === 'number';
    return whole && typeof value.kind === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
