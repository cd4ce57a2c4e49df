import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groups } from './groups.ts';
import { find, Stage } from './scenario.ts';
import { endServers } from './servers.ts';

afterAll(endServers);

/** A machine that runs tests is seldom quiet; a limit that is not kept at all is still seen. */
const patience = 4;

/** The quick ones, the groups side by side; `npm run faults` tries all and prints what it measured. */
describe.concurrent.each(groups)('faults: $name', (group) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(group, patience);
  }, 60_000);
  afterAll(() => stage.close());

  const quick = group.scenarios.filter(({ slow }) => slow !== true);
  test.each(quick)('$id $fault: $expected', { timeout: 60_000, concurrent: false }, async (scenario) => {
    const { wrong } = await find(scenario, stage);
    expect(wrong.join('; ')).toBe('');
  });
});

test('every fault that can be tried here has a scenario', () => {
  const numbers = [...Array.from({ length: 19 }, (_, at) => at + 1), 21, 23, 24, 25, 29, 30, 31, 34, 35];
  const tried = new Set(groups.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)));
  expect([...tried].toSorted()).toEqual(numbers.map((number) => `FLT-${String(number).padStart(2, '0')}`));
});
