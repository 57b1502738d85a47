import { minutes } from '#core/duration.ts';
import { INDICATORS, type Indicator } from '#core/effect.ts';
import type { World } from '#core/service.ts';

/** The stages of an incident, as a status page names them. */
export type Stage = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/** What has been said of an incident, and when: milliseconds since the epoch. */
export interface Update {
  readonly stage: Stage;
  readonly at: number;
}

/** Something that the page has told of. Its updates are in the order in which they were made. */
export interface Incident {
  /** The worst that was said of it. */
  readonly impact: Indicator;
  readonly updates: readonly Update[];
}

/** How long nobody knows the cause, at least by the page. */
const SEARCH = minutes(10);

const gravity = (indicator: Indicator): number => INDICATORS.indexOf(indicator);

/**
 * What the page has told until now. An incident begins when the page is first made to speak of it,
 * is identified after ten minutes or when it gets worse, is monitored when it gets better, and is
 * resolved when there is nothing more to say. The page notices when it is asked, and not before.
 */
export class Incidents {
  #told: readonly Incident[] = [];
  #says: Indicator = 'none';
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The latest first, as a page lists them. */
  get all(): readonly Incident[] {
    return this.#told;
  }

  /** Make the page say this from now on. */
  say(indicator: Indicator): void {
    const before = this.#says;
    this.#says = indicator;
    const [current] = this.#told;
    if (indicator === 'none') {
      if (before !== 'none') this.#update(current!, 'resolved', indicator);
    } else if (before === 'none') {
      this.#told = [{ impact: indicator, updates: [this.#now('investigating')] }, ...this.#told];
    } else {
      const stage = this.#stage(current!, gravity(indicator) - gravity(before));
      if (stage) this.#update(current!, stage, indicator);
    }
  }

  #stage({ updates }: Incident, worse: number): Stage | undefined {
    const latest = updates.at(-1)!;
    if (worse > 0) return 'identified';
    if (worse < 0) return 'monitoring';
    const searched = this.#world.clock.now() - latest.at >= SEARCH;
    return latest.stage === 'investigating' && searched ? 'identified' : undefined;
  }

  #update(incident: Incident, stage: Stage, said: Indicator): void {
    const impact = gravity(said) > gravity(incident.impact) ? said : incident.impact;
    const next: Incident = { impact, updates: [...incident.updates, this.#now(stage)] };
    this.#told = this.#told.map((each) => (each === incident ? next : each));
  }

  #now = (stage: Stage): Update => ({ stage, at: this.#world.clock.now() });
}
