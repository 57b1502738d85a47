import type { Acts } from '#core/effect.ts';
import { isAct } from '#core/fault.ts';
import type { FaultWindow } from '#core/timeline.ts';

/** Why a window cannot be carried out in a sealed place, of real processes and files. */
export function lackingSealed({ fault, from, until }: FaultWindow): string | undefined {
  if (!isAct(fault)) return undefined;
  if (fault.layer === 'clock') {
    return from.on === 'start' && typeof until === 'string'
      ? undefined
      : 'The clock of a program that runs cannot be set here: libfaketime would move its timers ' +
          'along, as no clock does that is set; --cell virtual would help.';
  }
  const deed = fault.deed as Acts['store'] | Acts['place'];
  if (deed === 'no-browser' && from.on !== 'start') {
    return 'A program that runs cannot be deprived of its browser here; --cell virtual would help.';
  }
  return undefined;
}
