import autocannon from 'autocannon';
import { type Measured, summed } from './measured.ts';

/** One kind of request, asked again and again. */
export interface Asking {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the next request. */
  body(): string;
  /** Whether an answer is good and whole. Called once for each, before the next request. */
  take(body: string): boolean;
  readonly tls?: { readonly ca: string; readonly servername: string };
}

/** How hard a server is pressed: for how long, or with how many requests. */
export type Pressure = { readonly connections: number } & (
  | { readonly seconds: number }
  | { readonly amount: number }
);

/** Keep so many connections busy, one request at a time on each. */
export function http(asking: Asking, pressure: Pressure): Promise<Measured> {
  const times: number[] = [];
  let bad = 0;
  const began = performance.now();
  let last = began;
  const request = {
    method: 'POST',
    path: asking.path,
    headers: { ...asking.headers },
    setupRequest: (sent: object) => ({ ...sent, body: asking.body() }),
    onResponse: (status: number, body: string) => {
      if (status !== 200 || !asking.take(body)) bad += 1;
    },
  };
  return new Promise((resolve, reject) => {
    const options = {
      url: asking.url,
      connections: pressure.connections,
      ...('seconds' in pressure ? { duration: pressure.seconds } : { amount: pressure.amount }),
      ...(asking.tls && {
        servername: asking.tls.servername,
        tlsOptions: { ca: asking.tls.ca },
      }),
      requests: [request as never],
    };
    const running = autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve(summed(times, last - began, bad + result.errors + result.timeouts));
    });
    running.on('response', (_client, _status, _bytes, time) => {
      last = performance.now();
      times.push(time);
    });
  });
}
