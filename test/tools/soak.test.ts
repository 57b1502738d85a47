import { expect, onTestFinished, test } from 'vitest';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import { start } from '#test/bench/contenders.ts';
import { asking, type Press, refresh, resolving } from '#test/bench/questions.ts';
import type { Ready } from '#test/bench/servers/ready.ts';

/**
 * What is asked in one lot, all of it at once. Ten lots are 100,000 requests.
 *
 * The ledger clears away what is over not one by one but when there is enough of it: of the tokens
 * that it issued last, 8,192 when there are twice as many; of those that will expire, all but 8,192
 * when there are four times as many. Eight lots refresh 24,576 times, which is one turn of the
 * second and six of the first: at both looks as much is waiting to be cleared away.
 */
const LOT = { tokens: 3_072, streams: 3_928, messages: 500, names: 2_500 };
/** Refreshes before the first lot, so that the ledger has just cleared away at each look. */
const PRELUDE = 100;
const PER_LOT = Object.values(LOT).reduce((sum, count) => sum + count);

/** Memory is first looked at after a fifth: by then all code is compiled and every pool filled. */
const WARM = 2;
const LOTS = 10;

/**
 * What may remain of a request, in bytes. The smallest object that V8 has takes three words, 24
 * bytes, and whatever keeps it takes another word to refer to it: a leak of one object a request
 * is 32 bytes a request. Half of that is allowed for what is compiled or pooled on the way: 1.3 MB
 * over the 80,000 requests in between.
 */
const BOUND = 16;

/** Bytes that remained of each request, on average, between the first look and the last. */
async function remained(how: 'plain' | 'leaking', lots: typeof LOT): Promise<number> {
  const server = await start({ server: 'groundstop', args: [how] });
  onTestFinished(() => server.stop());
  const { ready } = server;
  const [own, ...refreshTokens] = ready.refreshTokens!;
  let login = { access_token: ready.accessToken!, refresh_token: own! };
  const tokens = refresh({ ...ready, refreshTokens });
  const lot = async () => {
    // The ledger lets go of what is older than eight thousand others: whoever asks renews.
    if (lots.tokens > 0) login = await renewed(ready, login.refresh_token);
    const told = { ...ready, accessToken: login.access_token };
    const asked: readonly (readonly [Press, number])[] = [
      [tokens, Math.max(0, lots.tokens - 1)],
      [asking(true)(told), lots.streams],
      [asking(false)(told), lots.messages],
      [resolving(told), lots.names],
    ];
    const answers = asked.map(([press, amount]) =>
      amount === 0 ? { answered: 0, failed: 0 } : press({ connections: 10, amount }),
    );
    const counts = (await Promise.all(answers)).map(({ answered, failed }) => [answered, failed]);
    expect(counts).toEqual(asked.map(([, amount]) => [amount, 0]));
  };
  const some = async (count: number) => {
    for (let done = 0; done < count; done += 1) await lot();
    return server.memory();
  };
  if (lots.tokens > 0) await tokens({ connections: 10, amount: PRELUDE });
  const before = await some(WARM);
  const after = await some(LOTS - WARM);
  return (after - before) / ((LOTS - WARM) * PER_LOT);
}

async function renewed(ready: Ready, refresh_token: string): Promise<Renewed> {
  const fields = { grant_type: 'refresh_token', client_id: profile.clientId, refresh_token };
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${ready.at.oauth}/v1/oauth/token`, { method: 'POST', body });
  return (await answer.json()) as Renewed;
}

interface Renewed {
  readonly access_token: string;
  readonly refresh_token: string;
}

test('of a hundred thousand requests in a row, nothing remains in memory', async () => {
  expect(await remained('plain', LOT)).toBeLessThan(BOUND);
});

test('an object that is left behind by each request would be seen', async () => {
  const lots = { tokens: 0, streams: 0, messages: 0, names: PER_LOT };
  expect(await remained('leaking', lots)).toBeGreaterThan(BOUND);
});
