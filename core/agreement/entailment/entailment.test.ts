import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyView } from '../../consensus/view/index.ts';
import type { Agreement, AnswerView } from '../../consensus/view/index.ts';
import { assessAgreement } from '../assess.ts';
import { explainRun } from '../explain/explain-run.ts';
import type { Comparison, ReadEntailment } from '../input.ts';
import { answer, comparison } from '../testing.ts';
import { findUnsurePairs } from './unsure-pairs.ts';
import { cautiousWeights, logit, weigh, weightMax } from './weigh.ts';

const question = 'How do I keep cut flowers fresh?';
const flowers = [
  'Change the water every day and trim the stems.',
  'Give them new water daily, and shorten the stalks.',
  'Fresh water each morning, stems cut at an angle.',
  'I do not know.',
];
const panel = comparison(question, ...flowers);
const unsure = findUnsurePairs(panel);

const part = fc.double({ min: 0, max: 1, noNaN: true });
const p = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const weight = fc.double({ min: 0, max: weightMax, noNaN: true });
const example = fc.record({
  p,
  entails: part,
  contradicts: part,
  weights: fc.record({ entails: weight, contradicts: weight }),
});

describe('what an entailment model read, weighed', () => {
  it('moves p within the band of uncertainty, by no more than a weight', () => {
    fc.assert(
      fc.property(example, ({ p: byCode, weights, ...read }) => {
        const inBand = 0.25 + 0.5 * byCode;
        const moved = weigh(inBand, read, weights);
        expect(moved).toBeGreaterThanOrEqual(0.25 - 1e-9);
        expect(moved).toBeLessThanOrEqual(0.75 + 1e-9);
        expect(Math.abs(logit(moved) - logit(inBand))).toBeLessThanOrEqual(weightMax + 1e-9);
      }),
    );
  });

  it('does not touch a p outside', () => {
    fc.assert(
      fc.property(example, ({ p: byCode, weights, ...read }) => {
        expect(weigh(byCode / 4, read, weights)).toBe(byCode / 4);
        expect(weigh(1 - byCode / 4, read, weights)).toBe(1 - byCode / 4);
      }),
    );
  });

  it('rises with p and with what follows, falls with contradictions, and does not jump', () => {
    fc.assert(
      fc.property(example, part, ({ p: byCode, weights, ...read }, more) => {
        const moved = weigh(byCode, read, weights);
        const up = (value: number, most: number) => value + more * (most - value);
        const slack = 1e-9;
        expect(weigh(up(byCode, 0.99), read, weights)).toBeGreaterThanOrEqual(moved - slack);
        expect(weigh(byCode, { ...read, entails: up(read.entails, 1) }, weights)).toBeGreaterThanOrEqual(moved - slack);
        expect(weigh(byCode, { ...read, contradicts: up(read.contradicts, 1) }, weights)).toBeLessThanOrEqual(
          moved + slack,
        );
        expect(Math.abs(weigh(byCode + 1e-6, read, weights) - moved)).toBeLessThan(1e-5);
      }),
    );
  });

  it('leaves p as it is where the model reads neither', () => {
    expect(weigh(0.4, { entails: 0, contradicts: 0 }, cautiousWeights)).toBeCloseTo(0.4, 12);
    expect(weigh(0.5, { entails: 1, contradicts: 0 }, cautiousWeights)).toBeCloseTo(0.73, 2);
    expect(weigh(0.5, { entails: 0, contradicts: 1 }, cautiousWeights)).toBeCloseTo(0.27, 2);
  });
});

describe('the unsure pairs', () => {
  it('are pairs in the band whose answers take a position, each read both ways behind the question', () => {
    const { pairs } = assessAgreement(panel);
    const inBand = pairs.filter((pair) => pair.p > 0.25 && pair.p < 0.75 && ![pair.a, pair.b].includes('model-3'));
    expect(unsure.length).toBeGreaterThan(0);
    expect(new Set(unsure.map(nameOf))).toEqual(new Set(inBand.map(nameOf)));
    for (const { a, b, texts } of unsure) {
      const [left, right] = [a, b].map((model) => `${question} ${flowers[Number(model.at(-1))]}`);
      expect(texts).toEqual([
        { premise: left, hypothesis: right },
        { premise: right, hypothesis: left },
      ]);
    }
  });

  it('are none where a rule decides', () => {
    expect(findUnsurePairs(comparison('How many keys does a piano have?', '88', '52', 'Eighty-eight keys.'))).toEqual(
      [],
    );
    expect(findUnsurePairs(comparison('Is a tomato a fruit?', 'Yes.', 'No.'))).toEqual([]);
  });

  it('are read by their bottom line, and in no more characters than the port takes', () => {
    const long = flowers.map((text) => `${text} ${'Then wait a little. '.repeat(200)}`);
    const answers = long.map((text, index) => ({
      ...answer(index, text),
      trailer: {
        bottomLine: `**${flowers[index]}** ${'x'.repeat(900)}`,
        stance: 'na' as const,
        keyFacts: [],
        confidence: null,
      },
    }));
    const texts = findUnsurePairs({ ...panel, question: question.repeat(100), answers }).flatMap((pair) => pair.texts);
    expect(texts.every(({ premise }) => premise.length <= 1_001 && !premise.includes('**'))).toBe(true);
  });
});

function told(entails: number, contradicts: number, model: string | null = 'nli@0123456789ab'): Comparison {
  const pairs = model === null ? [] : unsure.map(({ a, b }) => ({ a, b, entails, contradicts }));
  return { ...panel, entailment: { model, weights: cautiousWeights, pairs } satisfies ReadEntailment };
}

describe('an agreement', () => {
  it('has the same bytes without an entailment model, however that is said', () => {
    const bytes = JSON.stringify(assessAgreement(panel));
    expect(JSON.stringify(assessAgreement({ ...panel, entailment: null }))).toBe(bytes);
    expect(bytes).not.toContain('entail');
  });

  it('is that of code alone where the model failed, and says so', () => {
    const { entailment, ...rest } = assessAgreement(told(1, 0, null));
    expect(entailment).toEqual({ model: null });
    expect(JSON.stringify(rest)).toBe(JSON.stringify(assessAgreement(panel)));
  });

  it('moves with what was read, tells both, and keeps every other pair', () => {
    const [without, same, other] = [
      assessAgreement(panel),
      assessAgreement(told(0.97, 0)),
      assessAgreement(told(0, 0.97)),
    ];
    const read = new Set(unsure.map(nameOf));
    for (const pair of without.pairs.filter((one) => read.has(nameOf(one)))) {
      expect(find(same, pair)?.p).toBeGreaterThan(pair.p);
      expect(find(other, pair)?.p).toBeLessThan(pair.p);
      expect(find(same, pair)?.entailment).toEqual({ entails: 0.97, contradicts: 0, pByCode: pair.p });
    }
    const others = without.pairs.filter((one) => !read.has(nameOf(one)));
    expect(others.map((pair) => find(same, pair))).toEqual(others);
    expect(others.map((pair) => find(other, pair))).toEqual(others);
  });

  it('holds to its rules, whatever a model read', () => {
    const keys = comparison('How many keys does a piano have?', '88', '52');
    const pairs = [{ a: 'model-0', b: 'model-1', entails: 1, contradicts: 0 }];
    const read = { model: 'nli@0123456789ab', weights: cautiousWeights, pairs };
    expect(assessAgreement({ ...keys, entailment: read }).pairs[0]?.p).toBeLessThanOrEqual(0.2);
  });

  it('tells in its explanation what the model did, to which pairs', () => {
    const { summary, pairs } = explain(assessAgreement(told(0.97, 0)));
    expect(summary).toContain(
      `An entailment model (nli@0123456789ab) read ${unsure.length} pair${unsure.length === 1 ? '' : 's'} of which code alone was unsure.`,
    );
    const factors = pairs.map((pair) => pair.factors.find(({ code }) => code === 'entailment'));
    expect(factors.filter((factor) => (factor?.effect ?? 0) > 0).length).toBeGreaterThan(0);
    expect(factors.filter((factor) => factor !== undefined).length).toBeLessThanOrEqual(unsure.length);
    expect(factors.find((factor) => factor !== undefined)?.words).toBe(
      'an entailment model reads the one in the other',
    );
    expect(explain(assessAgreement(told(0, 0, null))).summary).toContain(
      'The entailment model failed or was late: this is the result without it.',
    );
    expect(JSON.stringify(explain(assessAgreement(panel)))).not.toContain('entail');
  });

  it('gives a pair that the model brought to the other side its words', () => {
    const agreement = assessAgreement(panel);
    const pairs = agreement.pairs.map((pair) => ({
      ...pair,
      p: 0.6,
      entailment: { entails: 0.9, contradicts: 0, pByCode: 0.45 },
    }));
    expect(explain({ ...agreement, pairs }).pairs[0]?.words).toBe('an entailment model reads the one in the other');
  });
});

function find(agreement: Agreement, pair: { a: string; b: string }) {
  return agreement.pairs.find((one) => nameOf(one) === nameOf(pair));
}

function nameOf({ a, b }: { a: string; b: string }): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function explain(agreement: Agreement) {
  const answers = flowers.map((text, index) => ({ ...answer(index, text), state: 'done', label: `M${index}` }));
  return explainRun({ ...emptyView('run_1'), question, answers: answers as unknown as AnswerView[], agreement });
}
