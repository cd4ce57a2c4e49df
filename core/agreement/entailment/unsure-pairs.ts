import type { ComparedAnswer, Comparison } from '../input.ts';
import { trainedModel } from '../pairs/estimate-pair.ts';
import { estimatePanel, type Panel, readPanel } from '../pairs/estimate-panel.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { cut, plain } from '../positions/describe.ts';
import type { Reading } from '../text/reading.ts';
import { isUnsure } from './weigh.ts';

/** Two answers of which code alone is unsure whether they say the same. */
export interface UnsurePair {
  /** Their models. */
  readonly a: string;
  readonly b: string;
  /** What an entailment model reads of them: each once as the premise. */
  readonly texts: readonly [EntailmentText, EntailmentText];
}

interface EntailmentText {
  readonly premise: string;
  readonly hypothesis: string;
}

const questionMax = 400;
const answerMax = 600;
/** Both ways they are as many as the port takes at once. */
const pairsMax = 32;

/** The pairs that an entailment model may move: within the band of uncertainty, under no rule, of answers that take a position. */
export function findUnsurePairs(comparison: Comparison): UnsurePair[] {
  const panel = readPanel(comparison);
  return unsurePlaces(panel, trainedModel).map(({ i, j }) => describePair(comparison, panel, { i, j }));
}

export function unsurePlaces(panel: Panel, model: PairModel): { i: number; j: number; p: number }[] {
  const estimates = estimatePanel(panel, model);
  return panel.pairs
    .flatMap((row, i) =>
      row.flatMap(({ rule }, j) => {
        const p = estimates[i]?.[j]?.p ?? 0;
        const isSilent = panel.readings[i]?.abstains !== false || panel.readings[j]?.abstains !== false;
        return !isSilent && rule.min === 0 && rule.max === 1 && isUnsure(p) ? [{ i, j, p }] : [];
      }),
    )
    .slice(0, pairsMax);
}

export function describePair(comparison: Comparison, panel: Panel, { i, j }: { i: number; j: number }): UnsurePair {
  const [a, b] = [i, j].map((at) => textOf(comparison, comparison.answers[at], panel.readings[at]));
  return {
    a: comparison.answers[i]?.model ?? '',
    b: comparison.answers[j]?.model ?? '',
    texts: [
      { premise: a ?? '', hypothesis: b ?? '' },
      { premise: b ?? '', hypothesis: a ?? '' },
    ],
  };
}

/** The bottom line, or the sentence that answers, behind its question: "206" alone follows from nothing. */
function textOf({ question }: Comparison, answer: ComparedAnswer | undefined, reading: Reading | undefined): string {
  const own = answer?.trailer?.bottomLine.trim() ?? '';
  const line = plain(own === '' ? (reading?.head.text ?? '') : own);
  return `${shortened(plain(question), questionMax)} ${shortened(line, answerMax)}`.trim();
}

function shortened(text: string, max: number): string {
  return text.length <= max ? text : cut(text, max).trimEnd();
}
