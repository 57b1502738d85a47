import type { HarnessError } from '#core/errors.ts';
import type { Night } from '#report/flown.ts';
import { standing } from '#report/standing.ts';
import { EXIT } from './exit.ts';
import { type Output, writeReport } from './output.ts';

/** Results on stdout, and where to read more. */
async function tell(night: Night, folder: string): Promise<void> {
  const { terminal } = await import('#report/terminal.ts');
  const { stdout } = process;
  const color = stdout.isTTY === true && stdout.hasColors() && !process.env.NO_COLOR;
  stdout.write(terminal(night, { color, width: stdout.columns ?? 100 }));
  stdout.write(`\nReport: ${folder}/index.html\n`);
}

/** Write the report and say what it says. What could not be written is still said. */
export async function publish(output: Output, night: Night, trouble?: HarnessError): Promise<void> {
  const unwritten = await writeReport(output, night).catch((thrown: unknown) => thrown);
  await tell(night, output.folder);
  if (trouble ?? unwritten) throw trouble ?? unwritten;
}

/** What a night comes to: the gravest of what its runs come to. */
export function exitCode({ flown, notFlown }: Pick<Night, 'flown' | 'notFlown'>): number {
  const stood = flown.map(standing);
  if (stood.includes('worse')) return EXIT.below;
  const unknown = flown.some(
    (run) =>
      ['inconclusive', 'invalid'].includes(run.judgement.verdict) &&
      standing(run) !== 'as expected',
  );
  if (unknown || notFlown.length > 0) return EXIT.unknown;
  return stood.includes('better') ? EXIT.stale : EXIT.asExpected;
}

/** A signal that aborts when the user interrupts, or whoever started us asks us to end. */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort(new Error(`interrupted by ${signal}`)));
  }
  return controller.signal;
}

/** The command that was given, in words that a shell takes back. */
export function commandLine(): string {
  const [, , command, ...rest] = process.argv;
  const words = rest.map((word) =>
    /^[\w@./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  const options = words.findIndex((word) => word.startsWith('-'));
  const split = options < 0 ? words : [...words.slice(0, options), '--', ...words.slice(options)];
  return ['npm run', command, ...split].join(' ');
}
