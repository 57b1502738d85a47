import { expect, test } from 'vitest';
import { seconds } from '#core/duration.ts';
import type { Conversing, Service } from '#core/service.ts';
import { limited } from '#services/capacity.ts';
import { Kernel } from '#time/kernel.ts';

const asking = (path: string) => new Request(`https://model.example${path}`, { method: 'POST' });

/** A service with room for two requests in a second, and a clock that somebody moves. */
function small(more: Partial<Service> = {}) {
  const kernel = new Kernel(0);
  const clock = kernel.clock('services');
  const service = limited(
    {
      role: 'model',
      describe: async (request) => {
        const { pathname } = new URL(request.url);
        return { operation: pathname, endpoint: pathname === '/messages' ? 'messages' : 'models' };
      },
      answer: async () => new Response('yes'),
      refuse: ({ refuse, status }) => new Response(refuse, { status }),
      ...more,
    },
    clock,
    2,
  );
  const passes = async (ms: number) => {
    clock.after(seconds(ms / 1_000), () => undefined);
    await kernel.run({ until: Infinity, events: 9, settled: () => false });
  };
  const statuses = async (...paths: readonly string[]) => {
    const found: number[] = [];
    for (const path of paths) found.push((await service.answer(asking(path))).status);
    return found;
  };
  return { service, passes, statuses };
}

test('what is beyond its room in a second is shed, and what is shed takes none', async () => {
  const { passes, statuses } = small();
  const three = ['/messages', '/messages', '/messages'];
  expect(await statuses(...three)).toEqual([200, 200, 529]);
  await passes(999);
  expect(await statuses(...three)).toEqual([529, 529, 529]);
  await passes(1);
  expect(await statuses(...three)).toEqual([200, 200, 529]);
});

test('it is worded as the service words it', async () => {
  const { service, statuses } = small();
  await statuses('/messages', '/messages');
  expect(await (await service.answer(asking('/messages'))).text()).toBe('overloaded');
});

test('only questions to the model take room, and only they are shed', async () => {
  const { statuses } = small();
  expect(await statuses('/models', '/models', '/models', '/messages')).toEqual([
    200, 200, 200, 200,
  ]);
  expect(await statuses('/messages', '/messages', '/models')).toEqual([200, 529, 200]);
});

test('what is asked in a conversation takes the same room', async () => {
  const conversing: Conversing = {
    describe: () => ({ operation: 'ask' }),
    answer: (message) => [`yes to ${message}`],
    refuse: ({ refuse }) => refuse,
  };
  const { service, statuses } = small({ converse: () => conversing });
  const opened = service.converse!(asking('/messages')) as Conversing;
  expect(opened.describe('one')).toEqual({ operation: 'ask' });
  expect([...opened.answer('one')]).toEqual(['yes to one']);
  expect(await statuses('/messages', '/messages')).toEqual([200, 529]);
  expect([...opened.answer('two')]).toEqual(['overloaded']);
  expect(opened.refuse({ refuse: 'unavailable', status: 503 })).toBe('unavailable');
});

test('a conversation that is turned away is turned away', () => {
  const { service } = small({ converse: () => new Response('no', { status: 401 }) });
  expect((service.converse!(asking('/messages')) as Response).status).toBe(401);
});
