import { lexicalEmbedder } from '#core/adapters';
import { performance } from 'node:perf_hooks';
import { assessAgreement } from '../../core/agreement/index.ts';
import { builtInCast } from '../../core/rehearsal/cast-file.ts';
import { vendors } from '../../core/rehearsal/cast.ts';
import type { Bench } from '../bench.ts';
import { median } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';

const lengths = { short: 2_000, long: 20_000 } as const;
const manyModels = 8;
const warmUps = 50;
const repeats = 100;
const longRepeats = 20;

/** Comparing long answers, beside the plain cosines of their hashed bags of words; and one more when the others are known. */
export async function agreementTime(bench: Bench): Promise<readonly Row[]> {
  const five = await compareTimes(vendors.length);
  bench.say(`agreement of five answers of ${lengths.short} characters: ${repeats} times`);
  const eight = await compareTimes(manyModels, { times: longRepeats, characters: lengths.long });
  bench.say(`agreement of eight answers of ${lengths.long} characters: ${longRepeats} times`);
  return [
    makeRow({
      target: 14,
      name: `agreement of 5 answers of ${lengths.short} characters, p50, beside pairwise cosines of hashed bags`,
      unit: 'ms',
      ours: five.ms,
      baseline: five.plainMs,
      goal: 'ours under 5 ms',
      met: () => five.ms < 5,
    }),
    makeRow({
      target: 14,
      name: `agreement of 8 answers of ${lengths.long} characters, p50, beside the same cosines`,
      unit: 'ms',
      ours: eight.ms,
      baseline: eight.plainMs,
      goal: 'ours under 60 ms',
      met: () => eight.ms < 60,
    }),
    makeRow({
      target: 14,
      name: `the eighth of them arrives and seven are known, p50, beside comparing all eight anew`,
      unit: 'ms',
      ours: eight.lastMs,
      baseline: eight.ms,
      goal: 'at most half',
      met: (ratio) => ratio <= 0.5,
    }),
  ];
}

interface Times {
  /** Everything read and compared. */
  readonly ms: number;
  /** The last answer comes when the others have been compared. */
  readonly lastMs: number;
  /** Plain cosines. */
  readonly plainMs: number;
}

/** Medians of comparing so many answers, by our code and by plain cosines, in milliseconds. */
export async function compareTimes(
  models: number,
  { times = repeats, characters = lengths.short }: { times?: number; characters?: number } = {},
): Promise<Times> {
  const panels = longPanels(models, characters);
  const ours: number[] = [];
  const last: number[] = [];
  const plain: number[] = [];
  const signal = new AbortController().signal;
  for (let index = 0; index < Math.min(warmUps, times) + times; index += 1) {
    const panel = panels[index % panels.length];
    if (panel === undefined) {
      break;
    }
    const parts = [
      timeOf(() => assessAgreement(anew(panel))),
      timeOfLast(anew(panel)),
      await timeOfCosines(panel, signal),
    ] as const;
    if (index >= Math.min(warmUps, times)) {
      ours.push(parts[0]);
      last.push(parts[1]);
      plain.push(parts[2]);
    }
  }
  return { ms: median(ours), lastMs: median(last), plainMs: median(plain) };
}

type Panel = ReturnType<typeof longPanels>[number];

/** With answers that the engine has not seen: it reads each object once. */
export function anew(panel: Panel): Panel {
  return { ...panel, answers: panel.answers.map((answer) => ({ ...answer })) };
}

function timeOfLast(panel: Panel): number {
  assessAgreement({ ...panel, answers: panel.answers.slice(0, -1) });
  return timeOf(() => assessAgreement(panel));
}

export async function timeOfCosines(panel: Panel, signal: AbortSignal): Promise<number> {
  const before = performance.now();
  const texts = panel.answers.map(({ text }) => text);
  pairwise(await lexicalEmbedder().embed(texts, signal));
  return performance.now() - before;
}

export function timeOf(run: () => unknown): number {
  const before = performance.now();
  run();
  return performance.now() - before;
}

/** Each question of the cast, with the answers of each seat to it and to the ones after it until they are long enough. */
export function longPanels(models: number, characters: number) {
  const { questions } = builtInCast();
  const seats = Array.from({ length: models }, (_, at) => ({ vendor: vendors[at % vendors.length] ?? 'openai', at }));
  return questions.map(({ question }, first) => ({
    question,
    answers: seats.map(({ vendor, at }) => ({
      model: `${vendor}/rehearsal-${at}`,
      vendor: `${vendor}-${at}`,
      text: [...questions.slice(first + at), ...questions.slice(0, first + at)]
        .map(({ answers }) => answers[vendor]?.text ?? '')
        .join('\n\n')
        .slice(0, characters)
        .padEnd(characters, ' and so on.'),
      trailer: null,
      refused: false,
    })),
    asked: models,
    provisional: false,
    embedder: 'lexical',
    vectors: null,
  }));
}

function pairwise(vectors: readonly Float32Array[]): number[][] {
  return vectors.map((one) =>
    vectors.map((other) => one.reduce((dot, value, at) => dot + value * (other[at] ?? 0), 0)),
  );
}
