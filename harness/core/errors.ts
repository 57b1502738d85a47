/** Where the blame lies, which decides the exit code: the caller's mistake, the machine's lack, or ours. */
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

/** The first line of whatever was thrown, for sentences that quote it. */
export function reason(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return text.split('\n', 1)[0]!.trim();
}
