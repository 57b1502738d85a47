import { type Acts, FINAL_DEEDS, REALMS } from '#core/effect.ts';
import type { Act, Fault } from '#core/fault.ts';
import { ROLES } from '#core/role.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { timeline } from './registry.ts';

/** What makes no sense, and what would help. */
export interface Senseless {
  readonly why: string;
  readonly remedy: string;
}

/**
 * What is well-formed in a scenario and can still not be flown as it says, or undefined. Nobody
 * would notice in the air: such a window strikes nobody, and a client is praised for it.
 */
export async function senseless(story: ScenarioRecord): Promise<Senseless | undefined> {
  const { count, deeds, interrupts = [] } = story.work;
  if (deeds && deeds.length !== count) {
    return {
      why: `work.count is ${count}, and ${deeds.length} deeds were given`,
      remedy: 'One deed for each piece of work would help.',
    };
  }
  const beyond = interrupts.find(({ beat }) => beat > count);
  if (beyond) {
    return {
      why: `work.interrupts names piece ${beyond.beat}, and there are ${count}`,
      remedy: 'A beat from 1 to work.count would help.',
    };
  }
  for (const [index, { fault }] of (await timeline(story)).entries()) {
    const window = story.faults[index]!;
    const found = misaimed(window, fault) ?? misplaced(window, fault);
    if (found) {
      const which = `the ${ordinal(index + 1)} fault, ${window.fault.name},`;
      return { ...found, why: `${which} ${found.why}` };
    }
  }
  return undefined;
}

/** An act is known by its layer: its role is what a record may be wrong about. */
const isDeed = (fault: Fault | Act): fault is Act =>
  (REALMS as readonly string[]).includes(fault.layer);

function misaimed({ fault: { role } }: FaultWindowRecord, fault: Fault | Act) {
  if (isDeed(fault) === (role === 'client')) return undefined;
  return isDeed(fault)
    ? {
        why: `is done to the client, and is aimed at ${role}`,
        remedy: "The role 'client' would help.",
      }
    : {
        why: 'strikes what a service is asked for, and is aimed at the client',
        remedy: `One of ${ROLES.join(', ')} would help.`,
      };
}

function misplaced({ from, until }: FaultWindowRecord, fault: Fault | Act) {
  if (isDeed(fault) && fault.layer === 'clock' && (fault.deed as Acts['clock']).ahead === 0) {
    return { why: 'does nothing', remedy: 'Minutes other than 0 would help.' };
  }
  if (until === 'at once') {
    const isFinal = isDeed(fault) && (FINAL_DEEDS as readonly unknown[]).includes(fault.deed);
    return isFinal
      ? undefined
      : {
          why: 'is done at once, and lasts only for as long as its window',
          remedy: 'during({ ... }) would help.',
        };
  }
  if (until === 'the end' || from.on !== 'clock' || until.on !== 'clock') return undefined;
  return until.at > from.at
    ? undefined
    : { why: 'ends before it begins, or as it does', remedy: 'A later end would help.' };
}

const SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
const rules = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinal = (count: number): string => `${count}${SUFFIXES[rules.select(count)] ?? 'th'}`;
