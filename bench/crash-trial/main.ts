import { Command, InvalidArgumentError, Option } from 'commander';
import { mutants, points, ways, type Mutant, type Point, type Way } from './points.ts';
import { Trial } from './trial.ts';
import { reported, wrongIn } from './report.ts';

interface Flags {
  readonly rounds: number;
  readonly seed: number;
  readonly point?: Point;
  readonly way?: Way;
  readonly mutant?: Mutant;
}

const flags = new Command('crash-trial')
  .description('Kills one of two servers on one database again and again, and looks for what was lost.')
  .option('--rounds <count>', 'how many kills', whole, 20)
  .option('--seed <number>', 'of the random moments', whole, 1)
  .addOption(new Option('--point <name>', 'kill there in every round').choices(points))
  .addOption(new Option('--way <name>', 'kill in this way in every round').choices(ways))
  .addOption(new Option('--mutant <name>', 'a bug that must be found').choices(mutants))
  .parse()
  .opts<Flags>();

const verdict = await Trial.run({
  rounds: flags.rounds,
  seed: flags.seed,
  point: flags.point ?? null,
  way: flags.way ?? (flags.point === undefined ? null : 'point'),
  mutant: flags.mutant ?? null,
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${reported(verdict)}\n`);
process.exit(wrongIn(verdict).length === 0 ? 0 : 1);

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError('A whole number from 1.');
  }
  return number;
}
