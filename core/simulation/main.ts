import { Command, InvalidArgumentError } from 'commander';
import { plants } from './plants.ts';
import { simulate } from './simulate.ts';

interface Flags {
  readonly seeds: number;
  readonly from: number;
  readonly plant?: string;
  readonly trace?: true;
}

const flags = new Command('simulate')
  .description('Plays seeded worlds of runs, faults and crashes under virtual time; see docs/reliability.md.')
  .option('--seeds <count>', 'how many worlds', whole, 300)
  .option('--from <seed>', 'the first seed', whole, 1)
  .option('--plant <name>', `plant a bug that must be found: ${Object.keys(plants).join(', ')}`)
  .option('--trace', 'print everything that happens')
  .parse()
  .opts<Flags>();

const say = (line: string) => void process.stdout.write(`${line}\n`);
const plant = flags.plant ?? null;
const began = performance.now();
let [failed, runs, steps] = [0, 0, 0];
for (let seed = flags.from; seed < flags.from + flags.seeds; seed += 1) {
  const outcome = await simulate(seed, { plant, tell: flags.trace === true ? say : () => {} });
  runs += outcome.runs;
  steps += outcome.steps;
  if (outcome.violations.length > 0) {
    failed += 1;
    say(`seed ${seed}: ${outcome.violations.join('; ')}`);
    say(`  replay: npm run simulate -- --seeds 1 --from ${seed}${plant === null ? '' : ` --plant ${plant}`} --trace`);
    if (plant !== null) {
      break;
    }
  } else if (flags.seeds === 1) {
    say(`seed ${seed}: trace ${outcome.hash}`);
  }
}
const seconds = (performance.now() - began) / 1_000;
say(`${flags.seeds} seeds, ${runs} runs, ${steps} steps in ${seconds.toFixed(1)} s: ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError('A whole number from 1.');
  }
  return number;
}
