import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ROOT } from '#harness/registry.ts';
import { REASONS, type Reason, Results, Reviewed, score, survivors, updated } from './survivors.ts';

// What Stryker left alive of the checks' mutants, beside what somebody has said of it. Ends with 1
// where there is a survivor that nobody has reviewed.

const USAGE =
  'Usage: npm run test:mutation, and then node --import tsx test/mutation/review.ts [--update]\n' +
  '  --update  add what is new to test/mutation/survivors.json, and drop what is gone\n';

const RESULTS = `${ROOT}reports/latest/mutation.json`;
const REVIEW = `${ROOT}test/mutation/survivors.json`;

const { values } = parseArgs({
  options: { update: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const results = v.parse(Results, json(RESULTS));
const reviewed = v.parse(Reviewed, json(REVIEW)).survivors;

if (values.update) {
  const review = { schema: 1, survivors: updated(results, reviewed) };
  writeFileSync(REVIEW, `${JSON.stringify(review, null, 2)}\n`);
}

const alive = survivors(results, reviewed);
const { detected, of } = score(results);
console.log(`${detected} of ${of} mutants were noticed: ${((100 * detected) / of).toFixed(1)} %.`);
for (const why of Object.keys(REASONS) as Reason[]) {
  const count = alive.filter((one) => one.why === why).length;
  if (count > 0) console.log(`${String(count).padStart(6)} survived: ${REASONS[why]}.`);
}
const unreviewed = alive.filter(({ why }) => why === 'unreviewed');
for (const { check, was, becomes } of unreviewed) {
  console.log(`Nobody has reviewed: ${check}\n  - ${was}\n  + ${becomes}`);
}
if (unreviewed.length > 0) {
  console.log(
    `${unreviewed.length} have not been reviewed. A test that notices them would help, or a ` +
      'reason in test/mutation/survivors.json (--update adds them to it).',
  );
  process.exitCode = 1;
}
