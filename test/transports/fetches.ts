// A program of its own: it asks every host for a page with Node's `fetch`, and says what came.
import dns from 'node:dns';
import { outcomeOf } from './outcome.ts';

/** What it is to do, as JSON in its one argument. */
export interface Errand {
  readonly hosts: readonly string[];
  readonly port: number;
  /** Where names are asked for by c-ares; without it they are asked for as anywhere, by glibc. */
  readonly resolver?: string;
  /** How long to wait for a connection, in milliseconds: as long as undici does without it. */
  readonly patience?: number;
}

const errand: Errand = JSON.parse(process.argv[2]!);
if (errand.resolver !== undefined) askThere(errand.resolver);

const options = await patient(errand.patience);
const asked = errand.hosts.map(async (host) => {
  const began = performance.now();
  const outcome = await outcomeOf(() => fetch(`https://${host}:${errand.port}/`, options));
  return [host, { outcome, took: performance.now() - began }];
});
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(asked))));

/** undici's own agent, less patient: it is not to be had by name. */
async function patient(timeout: number | undefined): Promise<RequestInit> {
  if (timeout === undefined) return {};
  await fetch('data:,');
  const known = globalThis as unknown as Record<symbol, { constructor: unknown }>;
  const Agent = known[Symbol.for('undici.globalDispatcher.1')]!.constructor as new (
    options: object,
  ) => object;
  return { dispatcher: new Agent({ connect: { timeout } }) } as RequestInit;
}

type Found = (error: Error | null, found?: readonly { address: string; family: 4 | 6 }[]) => void;

/** Have names asked for at another port than 53, which getaddrinfo cannot do. */
function askThere(server: string): void {
  const look = async (host: string) => {
    // Each its own: one answer that c-ares cannot read ends all that a resolver is waiting for.
    const resolver = new dns.promises.Resolver({ tries: 1, timeout: 1_000 });
    resolver.setServers([server]);
    const four = await resolver.resolve4(host).catch((error: Error) => error);
    if (Array.isArray(four)) return four.map((address) => ({ address, family: 4 as const }));
    if ((four as NodeJS.ErrnoException).code !== 'ENODATA') throw four;
    const six = await resolver.resolve6(host);
    return six.map((address) => ({ address, family: 6 as const }));
  };
  const lookup = (host: string, _: object, found: Found) => {
    look(host).then(
      (addresses) => found(null, addresses),
      (error: Error) => found(error),
    );
  };
  Object.assign(dns, { lookup });
}
