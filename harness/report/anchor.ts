import { createHash } from 'node:crypto';

const HARMLESS = /^[A-Za-z0-9._-]{1,80}$/;

/** Whether an id may stand in an address as it is. */
export const harmless = (id: string): boolean => HARMLESS.test(id) && !id.startsWith('.');

/** The fragment under which something is found in the page. What is odd is replaced by its hash. */
const fragment = (kind: string, id: string): string =>
  harmless(id)
    ? `${kind}-${id}`
    : `${kind}-0x${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;

export const runAnchor = (id: string): string => fragment('run', id);

export const scenarioAnchor = (id: string): string => fragment('scenario', id);

/** A line of a run's log. */
export const lineAnchor = (run: string, seq: number): string => `${runAnchor(run)}-e${seq}`;
