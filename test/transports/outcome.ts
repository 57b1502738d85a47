/** What came of asking for a page, as far as whoever asked can see it. */
export type Outcome =
  | { readonly status: number }
  | {
      readonly error: string;
      /** The first code there is, on the way down through the causes. */
      readonly code: string;
      readonly cause: Readonly<Record<string, unknown>>;
    };

/** Ask, and say what came of it. */
export async function outcomeOf(asking: () => Promise<Response>): Promise<Outcome> {
  try {
    const response = await asking();
    await response.text();
    return { status: response.status };
  } catch (thrown) {
    const { name, message, cause } = thrown as Error;
    return { error: `${name}: ${message}`, code: codeOf(cause), cause: shown(cause) };
  }
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : cause ? codeOf(cause) : 'none';
}

/** An error's own fields, but for the certificate, which is another one in every run. */
function shown(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { thrown: String(error) };
  const { cert: _, cause, ...fields } = error as Error & { cert?: unknown };
  return {
    ...fields,
    name: error.name,
    // OpenSSL begins with the number of the thread.
    message: error.message.replace(/^[0-9A-F]{16}:/, ''),
    ...(cause ? { cause: shown(cause) } : {}),
  };
}
