import type { Agreement } from '../../consensus/view/index.ts';
import { formAgreement } from '../assess.ts';
import { estimatePanel } from '../pairs/estimate-panel.ts';
import type { PairEstimate, PairModel } from '../pairs/estimate-pair.ts';
import { auroc, calibrationError, type Scored } from './measures.ts';
import { type Case, opens, pairsOf } from './prepare.ts';

export interface Measure {
  readonly file: string;
  readonly measure: string;
  readonly value: number;
  /** How many pairs, panels or rows it was taken over. */
  readonly count: number;
}

/** Each case with the estimates and the agreement of the model that has not seen it. */
interface Judged {
  readonly item: Case;
  readonly estimates: readonly (readonly PairEstimate[])[];
  readonly agreement: Agreement;
}

/** All measures of all files; `modelOf` chooses the model that judges a case. */
export function evaluate(cases: readonly Case[], modelOf: (item: Case) => PairModel): Measure[] {
  const judged = cases.map((item): Judged => {
    const estimates = estimatePanel(item.panel, modelOf(item));
    return { item, estimates, agreement: formAgreement(item.comparison, item.panel, estimates) };
  });
  return [...new Set(cases.map((item) => item.file))].flatMap((file) => {
    const own = judged.filter((one) => one.item.file === file);
    return [...panelMeasures(own), ...statementMeasures(own), ...labelMeasures(own), ...negationMeasures(own)].map(
      (measure) => ({ file, ...measure }),
    );
  });
}

type Named = Omit<Measure, 'file'>;

function panelMeasures(judged: readonly Judged[]): Named[] {
  const panels = judged.flatMap((one) => (one.item.row.kind === 'panel' ? [{ ...one, row: one.item.row }] : []));
  if (panels.length === 0) {
    return [];
  }
  const pairs = panels.flatMap(({ row, estimates }) =>
    pairsOf(row).map((pair) => ({ ...pair, p: estimates[pair.i]?.[pair.j]?.p ?? 0 })),
  );
  const known = pairs.flatMap(({ right, p }): Scored[] =>
    right === 0 ? [] : [{ score: p, label: right === 2 ? 1 : 0 }],
  );
  const finals = pairs.flatMap(({ sameFinal, p }): Scored[] =>
    sameFinal === null ? [] : [{ score: p, label: sameFinal ? 1 : 0 }],
  );
  const chosen = panels.map((panel) => ({ ...panel, right: isRight(panel) }));
  const scored = (of: (panel: (typeof chosen)[number]) => Scored) => auroc(chosen.map(of));
  const odd = panels.filter(({ row }) => row.answers.filter((answer) => !answer.correct).length === 1);
  const measures: Named[] = [
    { measure: 'pairAuroc', value: auroc(known), count: known.length },
    { measure: 'ece', value: calibrationError(known), count: known.length },
    {
      measure: 'attribution',
      value: odd.filter((panel) => isAttributed(panel)).length / odd.length,
      count: odd.length,
    },
    {
      measure: 'agreementRightAuroc',
      value: scored((one) => ({ score: one.agreement.score ?? 0, label: one.right })),
      count: chosen.length,
    },
    {
      measure: 'allRightAuroc',
      value: scored((one) => ({
        score: one.agreement.score ?? 0,
        label: one.row.answers.every((answer) => answer.correct) ? 1 : 0,
      })),
      count: chosen.length,
    },
    {
      measure: 'shareRightAuroc',
      value: scored((one) => ({ score: one.agreement.terms.share, label: one.right })),
      count: chosen.length,
    },
    ...(finals.length === 0 ? [] : [{ measure: 'sameFinalAuroc', value: auroc(finals), count: finals.length }]),
  ];
  return [...measures, ...bandMeasures(chosen)];
}

function bandMeasures(chosen: readonly (Judged & { right: number })[]): Named[] {
  return ['strong', 'moderate', 'split', null].map((band) => {
    const inBand = chosen.filter((one) => one.agreement.band === band);
    const right = inBand.filter((one) => one.right === 1).length;
    return { measure: `rightByBand.${band ?? 'none'}`, value: right / inBand.length, count: inBand.length };
  });
}

/** The medoid of the leading position is judged right. */
function isRight(panel: Judged & { row: { answers: readonly { correct: boolean }[] } }): number {
  const [medoid] = panel.agreement.positions[0]?.models ?? [];
  const at = panel.item.comparison.answers.findIndex((answer) => answer.model === medoid);
  return panel.row.answers[at]?.correct === true ? 1 : 0;
}

/** The one wrong answer has the lowest mean p to the others, by itself. */
function isAttributed(panel: Judged & { row: { answers: readonly { correct: boolean }[] } }): boolean {
  const totals = panel.estimates.map((row, i) =>
    row.reduce((total, estimate, j) => total + (i === j ? 0 : estimate.p), 0),
  );
  const wrong = panel.row.answers.findIndex((answer) => !answer.correct);
  return totals.every((total, index) => index === wrong || total > (totals[wrong] ?? 0) + 1e-9);
}

function statementMeasures(judged: readonly Judged[]): Named[] {
  const scored = judged.flatMap(({ item, estimates }) => {
    if (item.row.kind !== 'statements') {
      return [];
    }
    const texts = item.comparison.answers.map((answer) => answer.text);
    const label = item.row.correct.includes(texts[1] ?? '') ? 1 : 0;
    return [{ score: estimates[1]?.[0]?.p ?? 0, label, polar: texts.every((text) => opens(text)) }];
  });
  if (scored.length === 0) {
    return [];
  }
  const polar = scored.filter((one) => one.polar);
  return [
    { measure: 'polarAuroc', value: auroc(polar), count: polar.length },
    { measure: 'statementAuroc', value: auroc(scored), count: scored.length },
  ];
}

function labelMeasures(judged: readonly Judged[]): Named[] {
  const rows = judged.flatMap(({ item, estimates, agreement }) =>
    item.row.kind === 'labelled'
      ? [{ label: item.row.label, p: estimates[1]?.[0]?.p ?? 0, silent: agreement.abstained.length > 0 }]
      : [],
  );
  if (rows.length === 0) {
    return [];
  }
  const sure = rows.filter((row) => row.label === 'same' || row.label === 'different');
  const taking = rows.filter((row) => row.label !== 'none');
  const none = rows.filter((row) => row.label === 'none');
  return [
    { measure: 'sameDifferentAuroc', value: auroc(sure.map((row) => sameScored(row))), count: sure.length },
    { measure: 'sameFromRestAuroc', value: auroc(taking.map((row) => sameScored(row))), count: taking.length },
    { measure: 'labelEce', value: calibrationError(taking.map((row) => sameScored(row))), count: taking.length },
    { measure: 'noneDetected', value: none.filter((row) => row.silent).length / none.length, count: none.length },
    {
      measure: 'noneFalseAlarms',
      value: taking.filter((row) => row.silent).length / taking.length,
      count: taking.length,
    },
  ];
}

function sameScored(row: { label: string; p: number }): Scored {
  return { score: row.p, label: row.label === 'same' ? 1 : 0 };
}

function negationMeasures(judged: readonly Judged[]): Named[] {
  const scored = judged.flatMap(({ item, estimates }): Scored[] =>
    item.row.kind === 'negation' ? [{ score: estimates[1]?.[0]?.p ?? 0, label: item.row.contradicts ? 0 : 1 }] : [],
  );
  return scored.length === 0 ? [] : [{ measure: 'contradictsAuroc', value: auroc(scored), count: scored.length }];
}
