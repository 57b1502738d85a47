/**
 * What is granted of what was asked for: as much as is offered, in the order of the asking; all of
 * `otherwise` where nothing was asked for. Undefined where the asking makes no sense, or nothing of
 * it is offered (`invalid_scope`).
 *
 * A server may ignore a part of what is asked for if it says what it has granted, and the real ones
 * do, also at a refresh: clients ask for the names that they know, and learn new ones.
 * @see RFC 6749, sections 3.3 and 6
 */
export function granted(
  asked: string | undefined,
  offered: readonly string[],
  otherwise: string,
): string | undefined {
  if (asked === undefined) return otherwise;
  // RFC 6749, section 3.3: visible ASCII but for the quotation mark and the backslash.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(asked)) return undefined;
  const names = [...new Set(asked.split(' '))].filter((name) => offered.includes(name));
  return names.length > 0 ? names.join(' ') : undefined;
}
