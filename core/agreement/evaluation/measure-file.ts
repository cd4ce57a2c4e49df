import type { Band } from '../../consensus/view/index.ts';
import { opens, pairsOf, statementPairs } from './cases.ts';
import { auroc, type Bin, calibrationError, reliability, type Scored } from './measures.ts';
import type { PanelRow, Row } from './read-data.ts';

/** What a method says of one comparison; null where it says nothing of the kind. */
export interface Verdict {
  /** p, or what stands for it, of each pair; symmetric. */
  readonly p: readonly (readonly number[])[];
  readonly headline: number | null;
  /** The index of the chosen answer. */
  readonly chosen: number;
  readonly share: number | null;
  readonly band: Band | null;
  /** An answer takes no position. */
  readonly silent: boolean | null;
}

/** A row with the verdict on each of its comparisons, in their order. */
export interface Judged {
  readonly row: Row;
  readonly verdicts: readonly Verdict[];
}

/** The measures of one file; null where the rows, or the method, cannot give one. */
export interface Measures {
  readonly pairAuroc: number | null;
  readonly attribution: { readonly hit: number; readonly total: number } | null;
  readonly agreementRightAuroc: number | null;
  readonly allRightAuroc: number | null;
  readonly sameFinalAuroc: number | null;
  readonly shareRightAuroc: number | null;
  readonly polarAuroc: number | null;
  readonly contradictsAuroc: number | null;
  readonly ece: number | null;
  readonly sameDifferentAuroc: number | null;
  readonly sameFromRestAuroc: number | null;
  readonly noneDetected: { readonly hit: number; readonly total: number; readonly falseAlarms: number } | null;
  /** `panels` of a band, of which `right` chose a right answer. */
  readonly rightByBand: readonly { readonly band: Band; readonly panels: number; readonly right: number }[] | null;
  readonly rightByShare: readonly { readonly share: number; readonly panels: number; readonly right: number }[] | null;
  readonly reliability: readonly Bin[] | null;
}

export function measureFile(judged: readonly Judged[]): Measures {
  const panels = panelsOf(judged);
  const known = panels.flatMap(({ row, verdict }) =>
    pairsOf(row).flatMap(({ i, j, right }): Scored[] =>
      right === 0 ? [] : [{ score: verdict.p[i]?.[j] ?? 0, label: right === 2 ? 1 : 0 }],
    ),
  );
  return {
    pairAuroc: auroc(known),
    attribution: attribution(panels),
    agreementRightAuroc: auroc(panels.map(({ verdict, right }) => ({ score: verdict.headline ?? 0, label: right }))),
    allRightAuroc: auroc(
      panels.map(({ row, verdict }) => ({
        score: verdict.headline ?? 0,
        label: row.answers.every((answer) => answer.correct) ? 1 : 0,
      })),
    ),
    ...finalMeasures(panels),
    polarAuroc: polarAuroc(judged),
    contradictsAuroc: contradictsAuroc(judged),
    ece: calibrationError(known),
    ...labelMeasures(judged),
    rightByBand: rightByBand(panels),
    rightByShare: rightByShare(panels),
    reliability: known.length === 0 ? null : reliability(known),
  };
}

interface JudgedPanel {
  readonly row: PanelRow;
  readonly verdict: Verdict;
  /** The chosen answer is right. */
  readonly right: 0 | 1;
}

function panelsOf(judged: readonly Judged[]): JudgedPanel[] {
  return judged.flatMap(({ row, verdicts: [verdict] }): JudgedPanel[] =>
    row.kind === 'panel' && verdict !== undefined
      ? [{ row, verdict, right: row.answers[verdict.chosen]?.correct === true ? 1 : 0 }]
      : [],
  );
}

/** Of the panels with exactly one wrong answer: how often that one has, by itself, the lowest mean p to the others. */
function attribution(panels: readonly JudgedPanel[]): Measures['attribution'] {
  const odd = panels.filter(({ row }) => row.answers.filter((answer) => !answer.correct).length === 1);
  const hit = odd.filter(({ row, verdict }) => {
    const totals = verdict.p.map((values, i) => values.reduce((sum, p, j) => sum + (i === j ? 0 : p), 0));
    const wrong = row.answers.findIndex((answer) => !answer.correct);
    return totals.every((total, index) => index === wrong || total > (totals[wrong] ?? 0) + 1e-9);
  }).length;
  return odd.length === 0 ? null : { hit, total: odd.length };
}

function finalMeasures(panels: readonly JudgedPanel[]): Pick<Measures, 'sameFinalAuroc' | 'shareRightAuroc'> {
  const withFinal = panels.filter(({ row }) => row.answers.some((answer) => (answer.final ?? null) !== null));
  const pairs = withFinal.flatMap(({ row, verdict }) =>
    pairsOf(row).flatMap(({ i, j, sameFinal }): Scored[] =>
      sameFinal === null ? [] : [{ score: verdict.p[i]?.[j] ?? 0, label: sameFinal ? 1 : 0 }],
    ),
  );
  const shares = withFinal.flatMap(({ verdict, right }): Scored[] =>
    verdict.share === null ? [] : [{ score: verdict.share, label: right }],
  );
  return { sameFinalAuroc: auroc(pairs), shareRightAuroc: auroc(shares) };
}

/** Over the pairs of statements that both open with yes or no. */
function polarAuroc(judged: readonly Judged[]): number | null {
  return auroc(
    judged.flatMap(({ row, verdicts }) =>
      row.kind !== 'statements'
        ? []
        : statementPairs(row).flatMap(({ a, b, label }, index): Scored[] =>
            opens(a) && opens(b) ? [{ score: verdicts[index]?.p[1]?.[0] ?? 0, label }] : [],
          ),
    ),
  );
}

function contradictsAuroc(judged: readonly Judged[]): number | null {
  return auroc(
    judged.flatMap(({ row, verdicts }): Scored[] =>
      row.kind === 'negation' ? [{ score: verdicts[0]?.p[1]?.[0] ?? 0, label: row.contradicts ? 0 : 1 }] : [],
    ),
  );
}

function labelMeasures(
  judged: readonly Judged[],
): Pick<Measures, 'sameDifferentAuroc' | 'sameFromRestAuroc' | 'noneDetected'> {
  const rows = judged.flatMap(({ row, verdicts: [verdict] }) =>
    row.kind === 'labelled' && verdict !== undefined ? [{ label: row.label, verdict }] : [],
  );
  const sameAmong = (labels: readonly string[]): number | null =>
    auroc(
      rows
        .filter(({ label }) => labels.includes(label))
        .map(({ label, verdict }) => ({ score: verdict.p[1]?.[0] ?? 0, label: label === 'same' ? 1 : 0 })),
    );
  const told = rows.filter(({ verdict }) => verdict.silent !== null);
  const silent = told.filter(({ verdict }) => verdict.silent === true);
  const hit = silent.filter(({ label }) => label === 'none').length;
  const total = told.filter(({ label }) => label === 'none').length;
  return {
    sameDifferentAuroc: sameAmong(['same', 'different']),
    sameFromRestAuroc: sameAmong(['same', 'partial', 'different']),
    noneDetected: told.length === 0 ? null : { hit, total, falseAlarms: silent.length - hit },
  };
}

function rightByBand(panels: readonly JudgedPanel[]): Measures['rightByBand'] {
  if (panels.every(({ verdict }) => verdict.band === null)) {
    return null;
  }
  return (['strong', 'moderate', 'split'] as const).map((band) => ({
    band,
    ...countRight(panels.filter(({ verdict }) => verdict.band === band)),
  }));
}

function rightByShare(panels: readonly JudgedPanel[]): Measures['rightByShare'] {
  const shares = [...new Set(panels.flatMap(({ verdict }) => verdict.share ?? []))].toSorted((a, b) => b - a);
  const table = shares.map((share) => ({
    share,
    ...countRight(panels.filter(({ verdict }) => verdict.share === share)),
  }));
  return table.length === 0 ? null : table;
}

function countRight(panels: readonly JudgedPanel[]): { panels: number; right: number } {
  return { panels: panels.length, right: panels.filter(({ right }) => right === 1).length };
}
