/**
 * The header of a request that has arrived, as `Headers`. Node's parser has checked every field
 * already, and to check them one by one again costs more than to read them (measured: a tenth of a
 * small request). So a field that is asked for is taken from the parser's list; whoever wants more
 * than that gets real `Headers`.
 */
export class ReceivedHeaders extends Headers {
  readonly #raw: readonly string[];
  #fields: Map<string, string> | undefined;
  #whole: Headers | undefined;

  /** @param raw names and values in turn, as they came */
  constructor(raw: readonly string[]) {
    super();
    this.#raw = raw;
  }

  /** Names in lower case, and fields of one name put together (RFC 9110, section 5.3). */
  #known(): Map<string, string> {
    if (this.#fields) return this.#fields;
    const fields = new Map<string, string>();
    for (let at = 0; at < this.#raw.length; at += 2) {
      const name = this.#raw[at]!.toLowerCase();
      const before = fields.get(name);
      const value = this.#raw[at + 1]!;
      fields.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    this.#fields = fields;
    return fields;
  }

  #open(): Headers {
    this.#whole ??= new Headers([...this.#known()]);
    return this.#whole;
  }

  override get(name: string): string | null {
    if (this.#whole) return this.#whole.get(name);
    return this.#known().get(name.toLowerCase()) ?? null;
  }
  override has(name: string): boolean {
    return this.get(name) !== null;
  }
  override keys() {
    return this.#open().keys();
  }
  override values() {
    return this.#open().values();
  }
  override entries() {
    return this.#open().entries();
  }
  override [Symbol.iterator]() {
    return this.#open().entries();
  }
  override forEach(...[call, self]: Parameters<Headers['forEach']>): void {
    this.#open().forEach(call, self);
  }
  override getSetCookie(): string[] {
    return this.#open().getSetCookie();
  }
  override append(name: string, value: string): void {
    this.#open().append(name, value);
  }
  override set(name: string, value: string): void {
    this.#open().set(name, value);
  }
  override delete(name: string): void {
    this.#open().delete(name);
  }
}
