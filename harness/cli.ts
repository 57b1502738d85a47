import { stripVTControlCharacters } from 'node:util';
import { Command, CommanderError, type Option } from 'commander';
import { HarnessError } from '#core/errors.ts';
import type { Description } from './command.ts';
import { codeFor, EXIT, EXIT_CODES } from './exit.ts';

/**
 * The commands, one file each under commands/. A command's file is loaded when it is called, so
 * that none pays for another.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Description>>> = {
  scenario: async () => (await import('./commands/scenario.ts')).scenario,
  nightly: async () => (await import('./commands/nightly.ts')).nightly,
  judge: async () => (await import('./commands/judge.ts')).judgeCommand,
  discover: async () => (await import('./commands/discover.ts')).discoverCommand,
  ablation: async () => (await import('./commands/ablation.ts')).ablationCommand,
  bisect: async () => (await import('./commands/bisect.ts')).bisectCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  perform: async () => (await import('./commands/perform.ts')).performCommand,
};

/** Options that npm has too: whoever gives it one of them may have meant it. */
const NPMS: ReadonlySet<string | undefined> = new Set(['--all', '--json']);

/**
 * npm takes every option before `--` for its own, and runs us without it: `--cell sandbox` would
 * fly in virtual time. It leaves what it took in our environment.
 *
 * @throws HarnessError OPTION_KEPT with the command that was meant
 */
function refuseKept(options: readonly Option[], argv: readonly string[]): void {
  const kept = options
    .filter(({ long }) => !NPMS.has(long))
    .flatMap(({ long, flags, required }) => {
      const name = `npm_config_${long?.slice(2).replaceAll('-', '_')}`;
      // A list is told with empty lines between its members.
      const values = (process.env[name] ?? '').split('\n\n').filter((value) => value !== '');
      return values.map((value) => ({
        long,
        flags,
        text: required && value !== 'true' ? `${long} ${value}` : long,
        // Of `--cell sandbox` npm keeps the option only, and hands us the word as one of ours.
        isCut: required && value === 'true',
      }));
    });
  if (kept.length === 0) return;
  const first = argv.findIndex((word) => word.startsWith('-'));
  const ours = first < 0 ? argv : argv.slice(0, first);
  const isOneCut = kept.filter(({ isCut }) => isCut).length === 1 && ours.length > 1;
  const words = isOneCut ? ours.slice(0, -1) : ours;
  const again = kept.map(({ flags, isCut, text }) =>
    isCut ? (isOneCut ? `${text} ${ours.at(-1)}` : flags) : text,
  );
  const meant = [...words, '--', ...again, ...argv.slice(ours.length)];
  const names = [...new Set(kept.map(({ long }) => long))].join(' and ');
  throw new HarnessError(
    'OPTION_KEPT',
    `npm kept ${names} for itself. Put -- before it: npm run ${meant.join(' ')}`,
  );
}

async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.asExpected;
  const program = new Command('groundstop')
    .description('Chaos testing for sign-in: what coding agents do when it fails.')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .showSuggestionAfterError()
    .exitOverride();
  const [name] = argv;
  for (const [known, description] of Object.entries(COMMANDS)) {
    const command = program.command(known).exitOverride().showSuggestionAfterError();
    if (known !== name) continue;
    (await description())(command, (result) => {
      code = result;
    });
    command.addHelpText('after', `\n${EXIT_CODES}`);
    refuseKept(command.options, argv);
  }
  await program.parseAsync([...argv], { from: 'user' });
  return code;
}

/** One sentence for a mistake or a lack; a stack only where the mistake is ours. */
function explain(thrown: unknown): void {
  if (thrown instanceof HarnessError)
    process.stderr.write(`${stripVTControlCharacters(thrown.message)}\n`);
  else
    process.stderr.write(`groundstop failed: ${thrown instanceof Error ? thrown.stack : thrown}\n`);
}

// Whoever reads our output may stop reading: `npm run scenario -- --all | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// A log that cannot be written to shows in a timer as likely as anywhere.
process.on('uncaughtException', (thrown) => {
  explain(thrown);
  process.exit(codeFor(thrown));
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
  } else {
    explain(thrown);
    process.exitCode = codeFor(thrown);
  }
}
