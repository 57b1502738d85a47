import type { Fact } from '#core/entry.ts';
import { fingerprint, SecretSearch } from '#evidence/secrets.ts';
import type { Ledger } from '#services/ledger.ts';
import type { RunLog } from './stage.ts';

const SINKS = ['stdout', 'stderr', 'file'] as const;

/** A place that is searched: what the client prints, and the files that it leaves behind. */
type Searched = (typeof SINKS)[number];

/** What the client, or somebody for it, asks for in passing: a name, a path. */
type Asked = Extract<Fact, { readonly kind: 'attempt.began' }>;

type Raised = Extract<Fact, { readonly kind: 'alert.raised' }>;

/** Characters of an alert that the log keeps. */
const KEPT_OF_ALERT = 500;

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
   * Take secrets out of what a client asks for, and out of what it calls for help with. A name may
   * hold one in pieces, since its labels are short, so it is searched without its dots.
   *
   * A person's own browser carries codes as it should: there they are taken out, and not told of.
   */
  scrub(fact: Fact): Fact {
    if (fact.kind === 'alert.raised') return this.#scrubAlert(fact);
    if (fact.kind !== 'attempt.began' || fact.by === 'harness') return fact;
    const { host, operation } = fact;
    const whole = host.replaceAll('.', '');
    const clean = (where: string, text: string) =>
      fact.by === 'human' ? this.redact(text) : this.search('request', where, text);
    const scrubbed: Asked = {
      ...fact,
      operation: clean(`a request to ${fact.role}`, operation),
    };
    const named = clean(`a name asked for at ${fact.layer}`, whole);
    return named === whole ? scrubbed : { ...scrubbed, host: named };
  }

  /** All of an alert is searched, and the beginning of it kept. */
  #scrubAlert(fact: Raised): Raised {
    const text = this.search('request', 'an alert', fact.text);
    return {
      ...fact,
      class: this.search('request', "an alert's class", fact.class),
      text: text.slice(0, KEPT_OF_ALERT),
    };
  }

  /** Take secrets out of a text in which they may be, or which was searched as part of another. */
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
