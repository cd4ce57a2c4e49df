import { expect, it } from 'vitest';
import { type Judged, measureFile, type Verdict } from './measure-file.ts';
import type { PanelRow } from './read-data.ts';

type Given = [correct: boolean[], finals: (string | null)[], said: Partial<Verdict>, ps: number[]];

/** A panel of three answers: which are right, their final numbers, and p of the pairs 1-0, 2-0, 2-1. */
function panel(...[correct, finals, said, ps]: Given): Judged {
  const [a = 0, b = 0, c = 0] = ps;
  const answers = correct.map((right, index) => ({
    model: `m${index}`,
    text: '',
    correct: right,
    final: finals[index],
  }));
  const row: PanelRow = { kind: 'panel', question: 'Q', answers };
  const p = [
    [1, a, b],
    [a, 1, c],
    [b, c, 1],
  ];
  return { row, verdicts: [{ p, headline: 80, chosen: 0, share: 0.7, band: 'strong', silent: false, ...said }] };
}

const three = [
  panel([true, true, true], ['12', '12.0', '12'], { headline: 90 }, [0.9, 0.9, 0.9]),
  panel([true, true, false], ['5', '5', '7'], { headline: 60, band: 'moderate' }, [0.8, 0.3, 0.2]),
  panel([true, false, true], ['5', '9', '5'], { headline: 40, band: 'split', share: 0.4, chosen: 1 }, [0.9, 0.5, 0.1]),
];

it('measures panels by the written definitions', () => {
  const measures = measureFile(three);
  // Both right: .9 .9 .9 .8 .5; exactly one: .3 .2 .9 .1. Of 20 pairs the zero .9 ties with three and beats two.
  expect(measures.pairAuroc).toBeCloseTo((20 - 2 - 1.5) / 20, 12);
  // The second panel's wrong answer has the lowest mean; the third's (1.0) is level with nobody but above answer 2 (0.6).
  expect(measures.attribution).toEqual({ hit: 1, total: 2 });
  expect(measures.agreementRightAuroc).toBe(1);
  expect(measures.allRightAuroc).toBe(1);
  expect(measures.shareRightAuroc).toBe(1);
  expect(measures.sameFinalAuroc).toBeCloseTo((20 - 2 - 1.5) / 20, 12);
  expect(measures.rightByBand).toEqual([
    { band: 'strong', panels: 1, right: 1 },
    { band: 'moderate', panels: 1, right: 1 },
    { band: 'split', panels: 1, right: 0 },
  ]);
  expect(measures.rightByShare).toEqual([
    { share: 0.7, panels: 2, right: 2 },
    { share: 0.4, panels: 1, right: 0 },
  ]);
  expect(measures.contradictsAuroc).toBeNull();
  expect(measures.noneDetected).toBeNull();
});

it('takes a tie for the lowest as no hit, and a panel without number as the lowest score', () => {
  const measures = measureFile([
    panel([true, true, false], [null, null, null], { headline: null }, [0.5, 0.5, 0.5]),
    panel([true, true, true], [null, null, null], { headline: 1 }, [0.5, 0.5, 0.5]),
  ]);
  expect(measures.attribution).toEqual({ hit: 0, total: 1 });
  expect(measures.allRightAuroc).toBe(1);
  expect(measures.sameFinalAuroc).toBeNull();
  expect(measures.shareRightAuroc).toBeNull();
});

it('measures labelled pairs, statements and contradictions', () => {
  const labelled = (label: 'same' | 'partial' | 'different' | 'none', p: number, silent = false): Judged => ({
    row: { kind: 'labelled', question: 'Q', a: 'a', b: 'b', label },
    verdicts: [verdict(p, silent)],
  });
  const measures = measureFile([
    labelled('same', 0.6),
    labelled('partial', 0.7),
    labelled('different', 0.2, true),
    labelled('none', 0.9, true),
    labelled('none', 0.9),
    {
      row: { kind: 'statements', question: 'Q', correct: ['Yes.', 'Yes, it is', 'It is'], incorrect: ['No'] },
      // Yes-Yes, Yes-It, Yes-No, Yes-It, Yes-No, It-No: the three without "It" count.
      verdicts: [0.9, 0.1, 0.95, 0.1, 0.2, 0.1].map((p) => verdict(p)),
    },
    { row: { kind: 'negation', premise: 'a', hypothesis: 'b', contradicts: true }, verdicts: [verdict(0.1)] },
    { row: { kind: 'negation', premise: 'a', hypothesis: 'b', contradicts: false }, verdicts: [verdict(0.4)] },
  ]);
  expect(measures.sameDifferentAuroc).toBe(1);
  expect(measures.sameFromRestAuroc).toBe(0.5);
  expect(measures.noneDetected).toEqual({ hit: 1, total: 2, falseAlarms: 1 });
  expect(measures.polarAuroc).toBe(0.5);
  expect(measures.contradictsAuroc).toBe(1);
  expect(measures.pairAuroc).toBeNull();
  expect(measures.ece).toBeNull();
});

function verdict(p: number, silent = false): Verdict {
  const matrix = [
    [1, p],
    [p, 1],
  ];
  return { p: matrix, headline: 0, chosen: 0, share: null, band: null, silent };
}
