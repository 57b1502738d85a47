/** What a server tells the one who started it, once it can be asked. */
export interface Ready {
  /** Base addresses, by what is served there. */
  readonly at: Readonly<Record<string, string>>;
  /** Refresh tokens to begin with, one family each. */
  readonly refreshTokens?: readonly string[];
  /** An access token that is good for as long as anybody measures. */
  readonly accessToken?: string;
  /** What a client asks that wants the work done. */
  readonly prompt?: string;
  /** Where it is served over TLS: what a client has to trust. */
  readonly caPem?: string;
}

/** The names that our own services are asked under. */
export const OAUTH = 'platform.claude.com';
export const MODEL = 'api.anthropic.com';

/** Families to begin with: each round loses those that were in flight when it was cut. */
export const FAMILIES = 2_000;

/**
 * Say that this process serves, and end it with the one who started it. Whoever asks for its
 * `memory` is told how many bytes are in use, once what nobody uses any more is gone; that needs
 * `--expose-gc`.
 */
export function ready(message: Ready): void {
  process.on('message', async () => {
    for (let time = 0; time < 3; time += 1) {
      globalThis.gc!();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { heapUsed, external } = process.memoryUsage();
    process.send!({ memory: heapUsed + external });
  });
  process.once('disconnect', () => process.exit());
  process.send!(message);
}
