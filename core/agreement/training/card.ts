import type { FileReport } from '../evaluation/report.ts';
import { rowsOf } from '../evaluation/report.ts';
import type { Measures } from '../evaluation/measure-file.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { featureNames } from '../pairs/measure-pair.ts';
import { foldCount } from './prepare.ts';

/** A data file as the model card names it. */
export interface CardFile {
  readonly name: string;
  readonly rows: number;
  /** Pairs that training learns from. */
  readonly pairs: number;
  /** Of its bytes, in hex. */
  readonly sha256: string;
  readonly crossed: Measures;
  readonly apart: Measures;
  readonly baselines: FileReport['baselines'];
}

export interface CardFacts {
  readonly files: readonly CardFile[];
  readonly model: PairModel;
  /** The day of the training, as YYYY-MM-DD. */
  readonly date: string;
}

const weightsShown = 16;

/** The table that the command prints and the card holds. */
export function makeTable(files: readonly CardFile[]): string {
  const head = '| data | measure | cross-validated | set left out | cosine | best feature |';
  const rows = files.flatMap(({ name, crossed, apart, baselines }) => {
    const others = [apart, baselines.cosine, baselines.bestFeature].map((measures) => new Map(rowsOf(measures)));
    return rowsOf(crossed).map(
      ([measure, value]) =>
        `| ${name} | ${measure} | ${value} | ${others.map((other) => other.get(measure) ?? '-').join(' | ')} |`,
    );
  });
  return [head, '| --- | --- | --: | --: | --: | --: |', ...rows].join('\n');
}

/** What the coefficients were made of, how good they are and where they fail, for whoever relies on them. */
export function makeCard({ files, model, date }: CardFacts): string {
  return `# Model card of the agreement coefficients

Written by \`npm run train-agreement\` together with [coefficients.json](coefficients.json). Do not edit it by hand: the same files give the same
bytes, but for the date.

**What it is.** Two logistic regressions: one over ${String(featureNames.length)} features of a pair of answers, one over four features of the pair among the other
answers. They give p, the probability that two answers say the same in reply to the question. Hard rules bound p; they are not trained.

**What it is for.** Comparing the answers of several models to one question. It is no detector of truth: agreement of models is not
evidence by itself, since they share errors.

**Date.** ${date}

## Data

| file | rows | pairs learned from | SHA-256 |
| --- | --: | --: | --- |
${files.map(({ name, rows, pairs, sha256 }) => `| ${name} | ${String(rows)} | ${String(pairs)} | \`${sha256.slice(0, 16)}\` |`).join('\n')}

Pairs of panels agree when both answers are right and differ when exactly one is; where the final numbers are known, these decide. Read labels count six
times. No example of the data is in the coefficients, the code or this card. [docs/agreement.md](../../docs/agreement.md) names the sources.

## Numbers on questions not seen

*Cross-validated*: ${String(foldCount)} models, each judging the questions it was not trained on. *Set left out*: trained without that file and
without any question of it. The features and rules were developed while looking at these files, so files never looked at may come out a
little lower. Beside them two baselines: the cosine of the built-in lexical embedder, and the one feature that does best on that very file.

${makeTable(files)}

## Weights

The ${String(weightsShown)} that weigh most, of the first regression. Features run from about 0 to 1.

| feature | weight |
| --- | --: |
${weightiest(model)
  .map(([name, weight]) => `| ${name} | ${weight.toFixed(3)} |`)
  .join('\n')}

## Limits

- English above all: short factual questions, grade-school arithmetic, common misconceptions, single sentences. Numbers, dates, yes and no, negations and
  refusals of a few other languages are read by rules, not learned.
- Words, not meanings: a paraphrase without a common word looks like a difference, and two long texts on one topic look alike.
- Most labels are implied by right and wrong. Two right answers may differ, and the judges of the data err.
- A boosted ensemble of small trees on the same features gained 0.002 AUROC on panels and lost as much on read labels, so the plain
  regression, whose parts can be shown, stays.
`;
}

function weightiest(model: PairModel): [name: string, weight: number][] {
  return featureNames
    .map((name, index): [string, number] => [name, model.pair.weights[index] ?? 0])
    .toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, weightsShown);
}
