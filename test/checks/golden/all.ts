import { boundLogs } from './bound.ts';
import { clkLogs } from './clk.ts';
import { convLogs } from './conv.ts';
import { dnsLogs } from './dns.ts';
import type { Golden } from './golden.ts';
import { keepLogs } from './keep.ts';
import { retryLogs } from './retry.ts';
import { saveLogs } from './save.ts';
import { secLogs } from './sec.ts';
import { seeLogs } from './see.ts';
import { truthLogs } from './truth.ts';

/** The golden logs of every check, by its id. */
export const golden: Readonly<Record<string, Golden>> = {
  ...keepLogs,
  ...boundLogs,
  ...truthLogs,
  ...saveLogs,
  ...retryLogs,
  ...convLogs,
  ...secLogs,
  ...seeLogs,
  ...clkLogs,
  ...dnsLogs,
};
