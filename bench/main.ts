import { Argument, Command, InvalidArgumentError } from 'commander';
import { Bench, lengths, type Target } from './bench.ts';
import { series, startAll, targets, together } from './registry.ts';
import { printed, type Row } from './table.ts';

interface Flags {
  readonly json?: true;
  readonly long?: true;
  readonly targets: readonly number[];
  readonly cpuProf?: string;
}

const command = new Command('bench')
  .description('Measures the product beside baselines in the same run; see docs/performance.md.')
  .addArgument(new Argument('[series]', 'a series instead of the targets').choices([...series.keys()]))
  .option('--json', 'print the table as JSON')
  .option('--short', 'two short rounds, three and a half minutes (the default)')
  .option('--long', 'five long rounds')
  .option('--targets <numbers>', 'comma list', chosenTargets, [...targets.keys()])
  .option('--cpu-prof <folder>', 'write a CPU profile of each server there')
  .parse();
const flags = command.opts<Flags>();

const bench = new Bench({
  lengths: flags.long === true ? lengths.long : lengths.short,
  say: (line) => process.stderr.write(`${line}\n`),
  profileTo: flags.cpuProf ?? null,
});
const rows: Row[] = [];
try {
  const [alone, atOnce] = chosen();
  if (alone.length + atOnce.length === targets.size) {
    await startAll(bench);
  }
  for (const measure of alone) {
    rows.push(...(await measure(bench)));
  }
  rows.push(...(await Promise.all(atOnce.map((measure) => measure(bench)))).flat());
} finally {
  await bench.close();
}
rows.sort((one, other) => Number(one.target) - Number(other.target));
process.stdout.write(`${flags.json === true ? JSON.stringify({ rows }) : printed(rows)}\n`);
process.exit(0);

/** What is measured one after the other, and then what is measured at the same time. */
function chosen(): readonly [readonly Target[], readonly Target[]] {
  const one = series.get(command.args[0] ?? '');
  if (one !== undefined) {
    return [[one], []];
  }
  return [targetsThat(false), targetsThat(true)];
}

function targetsThat(areTogether: boolean): readonly Target[] {
  const numbers = flags.targets.filter((number) => together.has(number) === areTogether);
  return numbers.flatMap((number) => targets.get(number) ?? []);
}

function chosenTargets(list: string): readonly number[] {
  return list.split(',').map((text) => {
    const number = Number(text);
    if (!targets.has(number)) {
      throw new InvalidArgumentError(`There are targets ${[...targets.keys()].join(', ')}.`);
    }
    return number;
  });
}
