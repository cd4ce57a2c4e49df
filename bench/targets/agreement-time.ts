import { lexicalEmbedder } from '#core/adapters';
import { performance } from 'node:perf_hooks';
import { assessAgreement } from '../../core/agreement/index.ts';
import { builtInCast } from '../../core/rehearsal/cast-file.ts';
import { vendors } from '../../core/rehearsal/cast.ts';
import type { Bench } from '../bench.ts';
import { median } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';

const characters = 2_000;
const warmUps = 50;
const repeats = 100;

/** Comparing five long answers, beside the plain cosines of their hashed bags of words. */
export async function agreementTime(bench: Bench): Promise<readonly Row[]> {
  const { ms, plainMs } = await compareTimes(vendors.length);
  bench.say(`agreement of five answers of ${characters} characters: ${repeats} times`);
  return [
    makeRow({
      target: 14,
      name: `agreement of 5 answers of ${characters} characters, p50, beside pairwise cosines of hashed bags`,
      unit: 'ms',
      ours: ms,
      baseline: plainMs,
      goal: 'ours under 5 ms',
      met: () => ms < 5,
    }),
  ];
}

/** Medians of comparing so many answers of 2,000 characters, by our code and by plain cosines, in milliseconds. */
export async function compareTimes(models: number, times = repeats): Promise<{ ms: number; plainMs: number }> {
  const panels = longPanels(models);
  const ours: number[] = [];
  const plain: number[] = [];
  const signal = new AbortController().signal;
  for (let index = 0; index < warmUps + times; index += 1) {
    const panel = panels[index % panels.length];
    if (panel === undefined) {
      break;
    }
    const before = performance.now();
    assessAgreement(panel);
    const between = performance.now();
    pairwise(
      await lexicalEmbedder().embed(
        panel.answers.map(({ text }) => text),
        signal,
      ),
    );
    const after = performance.now();
    if (index >= warmUps) {
      ours.push(between - before);
      plain.push(after - between);
    }
  }
  return { ms: median(ours), plainMs: median(plain) };
}

/** Each question of the cast, with the answers of each seat to it and to the ones after it until they are long enough. */
function longPanels(models: number) {
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
        .slice(0, characters),
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
