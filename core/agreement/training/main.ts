import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { readConfig } from '../../config.ts';
import { ConsilienceError } from '../../errors.ts';
import { makeEmbedder, makeEntailment } from '../../wiring/index.ts';
import { evaluateFile } from '../evaluation/evaluate-file.ts';
import { judgeByEngine } from '../evaluation/judge.ts';
import { type Judged, measureFile, type Measures } from '../evaluation/measure-file.ts';
import { type DataFile, DataError, readData } from '../evaluation/read-data.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { type CardFile, makeCard, makeTable } from './card.ts';
import { type Case, nameOf, prepare } from './prepare.ts';
import { crossTrain, leaveOneOut, toJson, train } from './train.ts';
import { fitEntailment, readExamples, tabulate } from './train-entailment.ts';

interface Options {
  readonly dry?: true;
  readonly nli?: true;
  readonly out: string;
  readonly date: string;
}

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  const command = usage();
  try {
    command.parse([...argv]);
    await trainAll(command.args, command.opts<Options>());
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof DataError || error instanceof ConsilienceError) {
      console.error(error.message);
      return 2;
    }
    throw error;
  }
}

function usage(): Command {
  return new Command('npm run train-agreement --')
    .description('Fits the coefficients of the agreement engine and says how good they are on questions not seen.')
    .argument('<file.jsonl...>', 'JSON lines of the shapes that npm run eval reads')
    .option('--dry', 'print the figures and write nothing')
    .option(
      '--nli',
      'fit, instead, what the entailment model of CONSILIENCE_NLI_MODEL weighs: coefficients-entailment.json',
    )
    .option('--out <folder>', 'where coefficients.json and model-card.md go', new URL('..', import.meta.url).pathname)
    .option('--date <day>', 'the date on the card', new Date().toISOString().slice(0, 10))
    .exitOverride();
}

async function trainAll(paths: readonly string[], options: Options): Promise<void> {
  const files = paths.map((path) => readData(path));
  for (const { path, skipped } of files) {
    for (const line of skipped) {
      console.error(`${path}, ${line}; left out`);
    }
  }
  const cases = prepare(files);
  if (options.nli === true) {
    await trainEntailment(cases, options);
    return;
  }
  const crossed = measure(cases, crossTrain(cases));
  const apart = measure(cases, leaveOneOut(cases));
  const described: CardFile[] = [];
  for (const file of files) {
    described.push(await describe(file, { cases, crossed, apart }));
  }
  console.log(makeTable(described));
  if (options.dry !== true) {
    const model = train(cases);
    write(join(options.out, 'coefficients.json'), toJson(model));
    write(join(options.out, 'model-card.md'), makeCard({ files: described, model, date: options.date }));
  }
}

/** Leaves the other coefficients as they are. */
async function trainEntailment(cases: readonly Case[], options: Options): Promise<void> {
  const { entailer } = makeEntailment(readConfig(process.env));
  const { signal } = new AbortController();
  const { model, examples } = await readExamples(cases, { entailer, modelOf: crossTrain(cases), signal });
  await entailer.close();
  if (examples.length === 0) {
    throw new DataError('There is no labelled pair in these files of which code is unsure');
  }
  console.log(tabulate(examples));
  if (options.dry !== true) {
    const weights = { model, ...fitEntailment(examples) };
    write(join(options.out, 'coefficients-entailment.json'), `${JSON.stringify(weights, null, 2)}\n`);
  }
}

interface Measured {
  readonly cases: readonly Case[];
  readonly crossed: ReadonlyMap<string, Measures>;
  readonly apart: ReadonlyMap<string, Measures>;
}

async function describe(file: DataFile, { cases, crossed, apart }: Measured): Promise<CardFile> {
  const name = nameOf(file);
  const own = cases.filter((item) => item.file === name);
  const embedder = makeEmbedder(readConfig({ ...process.env, CONSILIENCE_EMBEDDER: 'lexical' }));
  const { baselines } = await evaluateFile(file, {
    embedder,
    entailment: null,
    now: () => 0,
    onProgress: () => undefined,
  });
  const none = measureFile([]);
  return {
    name: basename(file.path),
    rows: file.rows.length,
    pairs: own.reduce((total, item) => total + item.targets.length, 0),
    sha256: createHash('sha256').update(readFileSync(file.path)).digest('hex'),
    crossed: crossed.get(name) ?? none,
    apart: apart.get(name) ?? none,
    baselines,
  };
}

function write(path: string, text: string): void {
  writeFileSync(path, text);
  console.error(`Wrote ${path}`);
}

/** The measures of each file; `modelOf` chooses the model that judges a case. */
function measure(cases: readonly Case[], modelOf: (item: Case) => PairModel): Map<string, Measures> {
  const files = Map.groupBy(cases, (item) => item.file);
  return new Map(
    [...files].map(([file, own]) => {
      const rows = Map.groupBy(own, (item) => item.row);
      const judged = [...rows].map(([row, all]): Judged => ({
        row,
        verdicts: all.map((item) => judgeByEngine(item, modelOf(item))),
      }));
      return [file, measureFile(judged)];
    }),
  );
}
