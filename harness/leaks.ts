import type { Fact } from '#core/entry.ts';
import { fingerprint, SecretSearch } from '#evidence/secrets.ts';
import type { Ledger } from '#services/ledger.ts';
import type { RunLog } from './stage.ts';

const SINKS = ['stdout', 'stderr', 'file'] as const;

/** A place that is searched: what the client prints, and the files that it leaves behind. */
type Searched = (typeof SINKS)[number];

/** What the client asks for in passing: a name, a path. */
type Asked = Extract<Fact, { readonly kind: 'attempt.began' }>;

/** Look for every token of a run where none may be, and let none of them through to the log. */
export class LeakSearch {
  readonly #secrets = new SecretSearch();
  readonly #texts = new Map<string, string>();
  /** How many of the ledger's credentials are known here. */
  #learned = 0;
  readonly #searched = { stdout: 0, stderr: 0, file: 0, request: 0 };
  #skipped = 0;
  readonly #ledger: Ledger;
  readonly #log: RunLog;

  constructor(ledger: Ledger, log: RunLog) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** Take secrets out of a text, and tell of each that was there. */
  search(sink: Searched | 'request', where: string, text: string): string {
    this.#learn();
    this.#searched[sink] += text.length;
    const searched = this.#secrets.search(text);
    for (const token of searched.found) {
      this.#log.tell({
        kind: 'secret.found',
        sink,
        where,
        token,
        fingerprint: fingerprint(this.#texts.get(token)!),
      });
    }
    return searched.text;
  }

  /** A file that cannot be searched: nobody can say that there is nothing in it. */
  skip(): void {
    this.#skipped += 1;
  }

  /**
   * Take secrets out of what a client asks for. A name may hold one in pieces, since its labels
   * are short, so it is searched without its dots.
   */
  scrub(fact: Fact): Fact {
    if (fact.kind !== 'attempt.began' || fact.by !== 'client') return fact;
    const { host, operation } = fact;
    const whole = host.replaceAll('.', '');
    const scrubbed: Asked = {
      ...fact,
      operation: this.search('request', `a request to ${fact.role}`, operation),
    };
    const named = this.search('request', `a name asked for at ${fact.layer}`, whole);
    return named === whole ? scrubbed : { ...scrubbed, host: named };
  }

  /** Take secrets out of a text that was searched already, as part of another. */
  redact(text: string): string {
    this.#learn();
    return this.#secrets.search(text).text;
  }

  /** Tell how much of each sink was searched: where nothing was, nothing is shown. */
  tellSearched(): void {
    for (const sink of SINKS) {
      const skipped = sink === 'file' && this.#skipped > 0 ? { skipped: this.#skipped } : {};
      this.#log.tell({ kind: 'sink.searched', sink, bytes: this.#searched[sink], ...skipped });
    }
  }

  /** Tokens are issued as the run goes on. */
  #learn(): void {
    if (this.#ledger.issued === this.#learned) return;
    for (const { name, text, secret } of this.#ledger.issuedSince(this.#learned)) {
      this.#texts.set(name, text);
      this.#secrets.learn({ name, text, shared: text.length - secret.length });
    }
    this.#learned = this.#ledger.issued;
  }
}
