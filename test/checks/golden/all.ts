import { boundLogs } from './bound.ts';
import { clkLogs } from './clk.ts';
import { convLogs } from './conv.ts';
import { dnsLogs } from './dns.ts';
import { dnsNamesLogs } from './dns-names.ts';
import { dnsRcodeLogs } from './dns-rcode.ts';
import { fallLogs } from './fall.ts';
import { fleetLogs } from './fleet.ts';
import type { Golden } from './golden.ts';
import { herdLogs } from './herd.ts';
import { isoLogs } from './iso.ts';
import { keepLogs } from './keep.ts';
import { retryLogs } from './retry.ts';
import { rotLogs } from './rot.ts';
import { saveLogs } from './save.ts';
import { secLogs } from './sec.ts';
import { seeLogs } from './see.ts';
import { truthLogs } from './truth.ts';
import { workLogs } from './work.ts';

/** The golden logs of every check, by its id. */
export const golden: Readonly<Record<string, Golden>> = {
  ...keepLogs,
  ...boundLogs,
  ...truthLogs,
  ...saveLogs,
  ...retryLogs,
  ...convLogs,
  ...secLogs,
  ...rotLogs,
  ...fleetLogs,
  ...dnsRcodeLogs,
  ...herdLogs,
  ...isoLogs,
  ...dnsLogs,
  ...dnsNamesLogs,
  ...fallLogs,
  ...workLogs,
  ...seeLogs,
  ...clkLogs,
};
