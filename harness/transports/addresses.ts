/** An address of ours at which nobody listens. */
export const NOBODY = '127.254.0.1';

/** Somebody with an address, a certificate and a service, for whom nobody has asked. */
export const STRANGER = 'stranger.example';

/**
 * A loopback address for every host name, so that an address tells the host before the client has
 * said a word: a connection can then be struck for one role and spared for another, although all
 * of them come in at one port.
 *
 * Addresses are given out in the order of first being asked for, from 127.1.0.1 up. Linux takes
 * the whole of 127.0.0.0/8 for its own (RFC 1122, section 3.2.1.3); other systems need an alias
 * for each address.
 */
export class Addresses {
  readonly #addresses = new Map([[STRANGER, '127.254.0.2']]);

  /** @param hosts given their addresses first, in this order */
  constructor(hosts: Iterable<string>) {
    for (const host of hosts) this.of(host);
  }

  /** The address of a host, the same one for as long as this lives. */
  of(host: string): string {
    const known = this.#addresses.get(host);
    if (known !== undefined) return known;
    // The stranger is in there from the beginning.
    const count = this.#addresses.size;
    const address = `127.${1 + (count >> 16)}.${(count >> 8) & 255}.${count & 255}`;
    this.#addresses.set(host, address);
    return address;
  }
}
