import type { Embedder } from '../../ports/embedder.ts';
import type { Comparison } from '../input.ts';
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
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  /** Called after each row with how many are done. */
  readonly onProgress: (done: number, total: number) => void;
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
  const vectors = await embedTexts(file, evaluator.embedder);
  for (const row of file.rows.slice(0, warmUpRows)) {
    see(row, { vectors, embedder: evaluator.embedder.id });
  }
  let [spentMs, comparisons] = [0, 0];
  const rows = file.rows.map((row, index): SeenRow => {
    const started = evaluator.now();
    const seen = see(row, { vectors, embedder: evaluator.embedder.id });
    spentMs += evaluator.now() - started;
    comparisons += seen.length;
    evaluator.onProgress(index + 1, file.rows.length);
    return { row, seen };
  });
  return {
    file: file.path,
    rows: file.rows.length,
    skipped: file.skipped.length,
    ...measureFile(rows.map(({ row, seen }) => ({ row, verdicts: seen.map(({ verdict }) => verdict) }))),
    claims: measureOpen(file.rows),
    msPerPanel: comparisons === 0 ? null : spentMs / comparisons,
    baselines: {
      cosine: { embedder: evaluator.embedder.id, ...measureFile(judgeAll(rows, judgeByCosine)) },
      bestFeature: measureBestFeature(rows),
    },
  };
}

function see(row: Row, by: { vectors: ReadonlyMap<string, Float32Array>; embedder: string }): Seen[] {
  return comparisonsOf(row).map((bare) => {
    const vectors = bare.answers.flatMap(({ text }) => by.vectors.get(text) ?? []);
    const comparison = { ...bare, embedder: by.embedder, vectors };
    const panel = readPanel(comparison);
    return { comparison, panel, verdict: judgeByEngine({ comparison, panel }, trainedModel) };
  });
}

/** Each different text once, in batches as large as the port takes. */
async function embedTexts(file: DataFile, embedder: Embedder): Promise<Map<string, Float32Array>> {
  const texts = [
    ...new Set(
      file.rows.flatMap((row) => comparisonsOf(row).flatMap(({ answers }) => answers.map(({ text }) => text))),
    ),
  ];
  const vectors = new Map<string, Float32Array>();
  const { signal } = new AbortController();
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
