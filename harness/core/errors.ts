/**
 * Where the blame lies, which decides the exit code: the caller's mistake, the machine's lack, or
 * ours.
 */
export type Blame = 'usage' | 'machine' | 'harness';

/**
 * Something that the user can understand and mend. Its message reads
 * "Failed to X: Y. Z would help."; its `code` is stable and may be matched by programs.
 */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';

  /** Stable: programs may match it. */
  readonly code: string;
  readonly blame: Blame;

  constructor(
    code: string,
    message: string,
    options: { readonly cause?: unknown; readonly blame?: Blame } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.blame = options.blame ?? 'usage';
  }
}

/**
 * The first line of whatever was thrown, for sentences that quote it. Anything can be thrown, and a
 * message may quote in turn what it was given: neither breaks the sentence or writes to a terminal.
 */
export function reason(thrown: unknown): string {
  const said: unknown = thrown instanceof Error ? thrown.message || thrown.name : thrown;
  const lines = textOf(said).split(/[\r\n\u2028\u2029]/);
  const whole = lines.map((line) => line.replace(/\p{Cc}+/gu, ' ').trim());
  return whole.find((line) => line !== '') ?? 'no reason was given';
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'something that is no error';
  }
}
