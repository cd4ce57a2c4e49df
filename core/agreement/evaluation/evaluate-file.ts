import type { Embedder } from '../../ports/embedder.ts';
import type { Entailer } from '../../ports/entailer.ts';
import { readUnsure } from '../entailment/read-unsure.ts';
import { findUnsurePairs } from '../entailment/unsure-pairs.ts';
import type { EntailmentWeights } from '../entailment/weigh.ts';
import type { Comparison, ReadEntailment } from '../input.ts';
import { trainedModel } from '../pairs/estimate-pair.ts';
import { type Panel, readPanel } from '../pairs/estimate-panel.ts';
import { commonNames } from '../pairs/measure-pair.ts';
import { comparisonsOf } from './cases.ts';
import { judgeByCosine, judgeByEngine, judgeByFeature } from './judge.ts';
import { type Judged, measureFile, type Measures, type Verdict } from './measure-file.ts';
import { measureOpen } from './measure-open.ts';
import type { DataFile, Row } from './read-data.ts';
import type { FileReport } from './report.ts';

export interface Evaluator {
  readonly embedder: Embedder;
  /** Null: the engine without an entailment model. */
  readonly entailment: Entailing | null;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  /** Called after each row with how many are done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** An entailment model, and what weighs its readings by its id. */
interface Entailing {
  readonly entailer: Entailer;
  readonly weightsOf: (model: string) => EntailmentWeights;
}

/** One comparison as it was read once for all three methods. */
interface Seen {
  readonly comparison: Comparison;
  readonly panel: Panel;
  readonly verdict: Verdict;
}

type SeenRow = { readonly row: Row; readonly seen: readonly Seen[] };

const textsMax = 64;
const charactersMax = 32_000;
const warmUpRows = 20;

/** Every measure of a file by the engine as committed, by cosine alone and by its best feature alone. */
export async function evaluateFile(file: DataFile, evaluator: Evaluator): Promise<FileReport> {
  const { embedder, entailment } = evaluator;
  const by = { vectors: await embedTexts(file, embedder), embedder: embedder.id, entailment };
  for (const row of file.rows.slice(0, warmUpRows)) {
    await see(row, by);
  }
  let [spentMs, comparisons] = [0, 0];
  const rows: SeenRow[] = [];
  for (const row of file.rows) {
    const started = evaluator.now();
    const seen = await see(row, by);
    spentMs += evaluator.now() - started;
    comparisons += seen.length;
    rows.push({ row, seen });
    evaluator.onProgress(rows.length, file.rows.length);
  }
  return {
    file: file.path,
    rows: file.rows.length,
    skipped: file.skipped.length,
    ...measureFile(rows.map(({ row, seen }) => ({ row, verdicts: seen.map(({ verdict }) => verdict) }))),
    claims: measureOpen(file.rows),
    ...countEntailment(rows, entailment),
    msPerPanel: comparisons === 0 ? null : spentMs / comparisons,
    baselines: {
      cosine: { embedder: evaluator.embedder.id, ...measureFile(judgeAll(rows, judgeByCosine)) },
      bestFeature: measureBestFeature(rows),
    },
  };
}

interface By {
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly embedder: string;
  readonly entailment: Entailing | null;
}

async function see(row: Row, by: By): Promise<Seen[]> {
  const all: Seen[] = [];
  for (const bare of comparisonsOf(row)) {
    const vectors = bare.answers.flatMap(({ text }) => by.vectors.get(text) ?? []);
    const given = { ...bare, embedder: by.embedder, vectors };
    const comparison =
      by.entailment === null ? given : { ...given, entailment: await readEntailment(given, by.entailment) };
    const panel = readPanel(comparison);
    all.push({ comparison, panel, verdict: judgeByEngine({ comparison, panel }, trainedModel) });
  }
  return all;
}

const { signal } = new AbortController();

async function readEntailment(comparison: Comparison, { entailer, weightsOf }: Entailing): Promise<ReadEntailment> {
  const unsure = findUnsurePairs(comparison);
  const { model, read } = await readUnsure(entailer, unsure, signal);
  const pairs = unsure.flatMap(({ a, b }, at) => {
    const one = read[at];
    return one === undefined ? [] : [{ a, b, ...one }];
  });
  return { model, weights: weightsOf(model), pairs };
}

/** Nothing without a model: a report is then the one that it always was. */
function countEntailment(rows: readonly SeenRow[], entailing: Entailing | null): Pick<FileReport, 'entailment'> {
  const seen = rows.flatMap((row) => row.seen);
  const read = seen.flatMap(({ comparison }) => comparison.entailment ?? []);
  return entailing === null
    ? {}
    : {
        entailment: {
          model: read[0]?.model ?? null,
          read: read.reduce((total, { pairs }) => total + pairs.length, 0),
          pairs: seen.reduce((total, { panel }) => total + panel.pairs.flat().length, 0),
        },
      };
}

/** Each different text once, in batches as large as the port takes. */
async function embedTexts(file: DataFile, embedder: Embedder): Promise<Map<string, Float32Array>> {
  const texts = [
    ...new Set(
      file.rows.flatMap((row) => comparisonsOf(row).flatMap(({ answers }) => answers.map(({ text }) => text))),
    ),
  ];
  const vectors = new Map<string, Float32Array>();
  for (let from = 0; from < texts.length; from += textsMax) {
    const batch = texts.slice(from, from + textsMax);
    const made = await embedder.embed(
      batch.map((text) => text.slice(0, charactersMax)),
      signal,
    );
    made.forEach((vector, index) => vectors.set(batch[index] ?? '', vector));
  }
  return vectors;
}

function judgeAll(rows: readonly SeenRow[], judge: (seen: Seen) => Verdict): Judged[] {
  return rows.map(({ row, seen }) => ({ row, verdicts: seen.map((one) => judge(one)) }));
}

/** The feature, and its direction, that alone does best on this very file: an upper bound of what one feature can do. */
function measureBestFeature(rows: readonly SeenRow[]): Measures & { readonly feature: string | null } {
  let best = { feature: null as string | null, value: 0, measures: measureFile([]) };
  commonNames.forEach((name, index) => {
    for (const falls of [false, true]) {
      const measures = measureFile(judgeAll(rows, ({ panel }) => judgeByFeature(panel, { index, falls })));
      const value = mainMeasure(measures);
      if (value > best.value) {
        best = { feature: falls ? `1 - ${name}` : name, value, measures };
      }
    }
  });
  return { feature: best.feature, ...best.measures };
}

function mainMeasure(measures: Measures): number {
  return (
    measures.pairAuroc ??
    measures.sameFromRestAuroc ??
    measures.sameDifferentAuroc ??
    measures.polarAuroc ??
    measures.contradictsAuroc ??
    0
  );
}
