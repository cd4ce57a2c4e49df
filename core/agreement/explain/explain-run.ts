import type { Agreement, AnswerView, ClaimTable, ConsensusView, Judgement, Pair } from '../../consensus/view/index.ts';
import { alignClaims } from '../claims/align-claims.ts';
import type { ComparedAnswer } from '../input.ts';
import type { MeasuredPair } from '../pairs/estimate-pair.ts';
import { readPanel } from '../pairs/estimate-panel.ts';
import { explainPair } from './explain-pair.ts';
import type { Explanation, TrackRecord } from './explanation.ts';
import trackRecords from './track-record.json' with { type: 'json' };
import { bandWords } from './words.ts';

/**
 * Why a run has the score it has. Pure: it reads the answers of the view again, as they were compared, and keeps every figure
 * that the run itself tells. Takes about as long as the comparison did.
 */
export function explainRun(view: ConsensusView): Explanation {
  const { agreement, question } = view;
  const compared = (agreement?.models ?? []).flatMap((model) =>
    view.answers.filter((answer) => answer.model === model),
  );
  if (agreement === null) {
    return { summary: ['Nothing was compared yet.'], trackRecord: null, pairs: [], claims: noClaims };
  }
  const answers = compared.map(asCompared);
  const { pairs: measured } = readPanel({ question, answers });
  const find = (a: string, b: string): MeasuredPair | null => {
    const [i, j] = [answers.findIndex(({ model }) => model === a), answers.findIndex(({ model }) => model === b)];
    return measured[Math.max(i, j)]?.[Math.min(i, j)] ?? null;
  };
  return {
    summary: summarize(agreement),
    trackRecord: recordOf(agreement),
    pairs: agreement.pairs.map((pair) => explainPair(pair, find(pair.a, pair.b), isJudged(agreement, pair))),
    claims: alignClaims(
      question,
      answers.filter(({ refused, model }) => !refused && !agreement.abstained.includes(model)),
    ),
  };
}

function isJudged({ judge }: Agreement, { a, b }: Pair): boolean {
  return judge?.pairs.some((pair) => [pair.a, pair.b].includes(a) && [pair.a, pair.b].includes(b)) === true;
}

const noClaims: ClaimTable = { models: [], claims: [] };

function asCompared({ model, vendor, text, trailer, state }: AnswerView): ComparedAnswer {
  return { model, vendor, text, trailer, refused: state === 'refused' };
}

/** How often panels of this band chose a right answer, by the committed cross-validation. */
function recordOf({ band }: Agreement): TrackRecord | null {
  return band === null
    ? null
    : { band, records: trackRecords.map((record) => ({ data: record.data, ...record[band] })) };
}

function summarize(agreement: Agreement): string[] {
  const { score, band, terms, positions, models, abstained, independentVendors } = agreement;
  if (score === null || band === null) {
    return [
      `${count(models.length, 'answer')}, of which ${models.length - abstained.length} take a position: no score.`,
    ];
  }
  const leading = positions[0]?.models.length ?? 0;
  const taking = models.length - abstained.length;
  return [
    `${bandWords[band]}, ${score} of 100: ${leading} of ${taking} answers that take a position take the same one.`,
    ...(agreement.provisional
      ? [`Provisional: ${agreement.answered} of ${agreement.asked} models have answered.`]
      : []),
    `The score is 100 x share ${terms.share} x mean agreement inside ${terms.inside} x coverage (3 + ${terms.coverage}) / 4.`,
    independentVendors < leading
      ? `The ${leading} answers of the leading position come from ${count(independentVendors, 'vendor')}; a vendor's second answer counts half.`
      : `The leading position is held by models of ${count(independentVendors, 'vendor')}.`,
    ...(abstained.length > 0
      ? [
          `${count(abstained.length, 'answer')} of ${models.length} ${abstained.length === 1 ? 'takes' : 'take'} no position.`,
        ]
      : []),
    ...(agreement.weak ? ['They agree, but say little that can be compared.'] : []),
    ...entailmentSentence(agreement),
    ...judgeSentence(agreement.judge),
    'Agreement is not the probability of being right: models share errors.',
  ];
}

function entailmentSentence({ entailment, pairs }: Agreement): string[] {
  if (entailment === undefined) {
    return [];
  }
  const read = count(pairs.filter((pair) => pair.entailment !== undefined).length, 'pair');
  return [
    entailment.model === null
      ? 'The entailment model failed or was late: this is the result without it.'
      : `An entailment model (${entailment.model}) read ${read} of which code alone was unsure.`,
  ];
}

const outcomes: Readonly<Record<Judgement['outcome'], string>> = {
  asking: 'is reading the answers',
  applied: 'settled pairs on which code alone was unsure',
  unchanged: 'was asked and changed nothing',
  unconfirmed: 'would have changed the result, which no second judge confirmed: this is the result of code alone',
  failed: 'was asked and failed: this is the result of code alone',
  suspected: 'was not asked, since an answer speaks to judges: this is the result of code alone',
};

function judgeSentence(judge: Judgement | null): string[] {
  if (judge === null) {
    return [];
  }
  const who = judge.judges.length === 0 ? 'A judge' : `A judge (${judge.judges.join(', ')})`;
  const before = judge.outcome === 'applied' ? ` Code alone gave ${judge.scoreByCode ?? 'no score'}.` : '';
  const cost = judge.costMicros === null ? '' : ` It cost $${(judge.costMicros / 1e6).toFixed(4)}.`;
  return [`${who} ${outcomes[judge.outcome]}.${before}${cost}`];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
