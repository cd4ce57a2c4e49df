import { Command, InvalidArgumentError } from 'commander';
import { Bench, lengths, type Target } from './bench.ts';
import { printed, type Row } from './table.ts';
import { addedFirstToken } from './targets/added-first-token.ts';
import { agreementTime } from './targets/agreement-time.ts';
import { cpuPerQuery } from './targets/cpu-per-query.ts';
import { firstOnScreen, wallOverNominal } from './targets/first-and-whole.ts';
import { oneSlowModel } from './targets/one-slow-model.ts';

const targets: ReadonlyMap<number, Target> = new Map([
  [1, addedFirstToken],
  [2, firstOnScreen],
  [3, wallOverNominal],
  [4, oneSlowModel],
  [7, cpuPerQuery],
  [14, agreementTime],
]);

interface Flags {
  readonly json?: true;
  readonly long?: true;
  readonly targets: readonly number[];
  readonly cpuProf?: string;
}

const flags = new Command('bench')
  .description('Measures the product beside baselines in the same run; see docs/performance.md.')
  .option('--json', 'print the table as JSON')
  .option('--short', 'three short rounds, under three minutes (the default)')
  .option('--long', 'five long rounds')
  .option('--targets <numbers>', 'comma list', chosenTargets, [...targets.keys()])
  .option('--cpu-prof <folder>', 'write a CPU profile of each server there')
  .parse()
  .opts<Flags>();

const bench = new Bench({
  lengths: flags.long === true ? lengths.long : lengths.short,
  say: (line) => process.stderr.write(`${line}\n`),
  profileTo: flags.cpuProf ?? null,
});
const rows: Row[] = [];
try {
  for (const number of flags.targets) {
    rows.push(...((await targets.get(number)?.(bench)) ?? []));
  }
} finally {
  await bench.close();
}
process.stdout.write(`${flags.json === true ? JSON.stringify({ rows }) : printed(rows)}\n`);
process.exit(0);

function chosenTargets(list: string): readonly number[] {
  return list.split(',').map((text) => {
    const number = Number(text);
    if (!targets.has(number)) {
      throw new InvalidArgumentError(`There are targets ${[...targets.keys()].join(', ')}.`);
    }
    return number;
  });
}
