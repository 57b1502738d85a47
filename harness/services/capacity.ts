import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import type { Conversing, Refused, Service } from '#core/service.ts';

/** How a service words it that it has more to do than it can. */
const SHED: Refused = { refuse: 'overloaded', status: 529 };
const SECOND = seconds(1);

/**
 * A service that answers so many requests in any second and sheds the rest: 529, or what its
 * provider makes of that. What nobody waits for is in nobody's way: only questions that are put to
 * the model are counted, over HTTP as in a conversation.
 *
 * This is no fault. It is what any service is like, and what becomes of it is up to those who ask.
 */
export function limited(service: Service, clock: Clock, perSecond: number): Service {
  const served: number[] = [];
  const isFull = (): boolean => {
    const now = clock.now();
    while (served.length > 0 && served[0]! <= now - SECOND) served.shift();
    if (served.length >= perSecond) return true;
    served.push(now);
    return false;
  };
  const { converse } = service;
  return {
    ...service,
    async answer(request, instead) {
      const { endpoint } = await service.describe(request);
      return endpoint === 'messages' && isFull()
        ? service.refuse(SHED, request)
        : service.answer(request, instead);
    },
    ...(converse && {
      converse(request: Request) {
        const conversing = converse(request);
        return conversing instanceof Response ? conversing : shedding(conversing, isFull);
      },
    }),
  };
}

const shedding = (conversing: Conversing, isFull: () => boolean): Conversing => ({
  describe: (message) => conversing.describe(message),
  answer: (message) => (isFull() ? [conversing.refuse(SHED)] : conversing.answer(message)),
  refuse: (effect) => conversing.refuse(effect),
});
