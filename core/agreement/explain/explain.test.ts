import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { emptyView } from '../../consensus/view/index.ts';
import type { Agreement, AnswerView, ConsensusView } from '../../consensus/view/index.ts';
import { assessAgreement } from '../assess.ts';
import { answer, comparison } from '../testing.ts';
import { explainRun } from './explain-run.ts';
import records from './track-record.json' with { type: 'json' };

const question = 'How many keys does a piano have?';

function viewOf(agreement: Agreement | null, texts: readonly string[], asked = question): ConsensusView {
  const answers = texts.map((text, index) => ({ ...answer(index, text), state: 'done', label: `M${index}` }));
  return { ...emptyView('run_1'), question: asked, answers: answers as unknown as AnswerView[], agreement };
}

function explain(...texts: readonly string[]) {
  return explainRun(viewOf(assessAgreement(comparison(question, ...texts)), texts));
}

it('says nothing but that nothing was compared', () => {
  expect(explainRun(viewOf(null, []))).toMatchObject({ trackRecord: null, pairs: [], claims: { claims: [] } });
});

it('tells pairs in words, with the rule that bounds them and what weighed', () => {
  const { pairs, summary, trackRecord } = explain('A piano has 88 keys.', '88', 'There are 52 keys.');
  const [least] = pairs;
  const most = pairs.at(-1);
  expect(least).toMatchObject({ reason: 'number', words: 'different numbers' });
  expect(least?.factors.map(({ code }) => code)).toContain('otherNumber');
  expect(most).toMatchObject({ reason: 'number', words: 'the same number' });
  expect(most?.factors.find(({ code }) => code === 'sameNumber')?.effect).toBeGreaterThan(0);
  expect(summary[0]).toMatch(
    /^(?:Split|Moderate agreement), \d+ of 100: 2 of 3 answers that take a position take the same one\.$/,
  );
  expect(trackRecord?.records.every(({ right, panels }) => right <= panels)).toBe(true);
});

it('shows the track record that the model card tells, cross-validated', () => {
  const card = readFileSync(new URL('../model-card.md', import.meta.url), 'utf8');
  const told = [...card.matchAll(/\| (?:nq|gsm)-dev\.jsonl \| right, (\w+) \| (\d+) of (\d+) /gu)].map(([, ...row]) =>
    row.join(),
  );
  const shown = records.flatMap((record) =>
    (['strong', 'moderate', 'split'] as const).map((band) => [band, record[band].right, record[band].panels].join()),
  );
  expect(shown).toEqual(told);
});

it('names the hard rule at whose bound p stands', () => {
  const texts = ['88', '52'];
  const agreement = assessAgreement(comparison(question, ...texts));
  const pairs = agreement.pairs.map((pair) => ({ ...pair, p: 0.2 }));
  expect(explainRun(viewOf({ ...agreement, pairs }, texts)).pairs[0]?.rule).toEqual({ bound: 'atMost', p: 0.2 });
});

it('weighs factors in their order, and each one tells its direction', () => {
  for (const { factors } of explain('88 keys, of which 36 are black.', 'Eighty-eight', '61 keys on a keyboard.', '85')
    .pairs) {
    const sizes = factors.map(({ effect }) => Math.abs(effect));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(factors.every(({ words, effect }) => words !== '' && effect !== 0)).toBe(true);
  }
});

it('names vendors, silence, missing answers and weak agreement in its summary', () => {
  const answers = ['88', '88', "I don't know."].map((text, index) => answer(index, text, 'one'));
  const agreement = assessAgreement({
    question,
    answers,
    asked: 5,
    provisional: true,
    embedder: 'none',
    vectors: null,
  });
  const { summary } = explainRun(viewOf({ ...agreement, weak: true }, ['88', '88', "I don't know."]));
  expect(summary).toContain('Provisional: 3 of 5 models have answered.');
  expect(summary).toContain(
    "The 2 answers of the leading position come from 1 vendor; a vendor's second answer counts half.",
  );
  expect(summary).toContain('1 answer of 3 takes no position.');
  expect(summary).toContain('They agree, but say little that can be compared.');
});

it.each([
  ['applied', /^A judge \(a\/x, b\/y\) settled pairs .* Code alone gave 40\. It cost \$0\.0123\.$/],
  ['failed', /was asked and failed: this is the result of code alone\./],
] as const)('says that a judge %s', (outcome, sentence) => {
  const texts = ['88', '52'];
  const agreement = assessAgreement(comparison(question, ...texts));
  const spent = { ms: 1, inputTokens: 1, outputTokens: 1, costMicros: 12_300 };
  const judge = { outcome, judges: ['a/x', 'b/y'], pairs: [], claims: null, dropped: 0, scoreByCode: 40, error: null };
  const { summary } = explainRun(viewOf({ ...agreement, judge: { ...judge, ...spent } }, texts));
  expect(summary.filter((line) => sentence.test(line))).toHaveLength(1);
});

it('keeps the figures of the run where its answers are gone', () => {
  const texts = ['88', '52'];
  const agreement = assessAgreement(comparison(question, ...texts));
  const { pairs } = explainRun({ ...viewOf(agreement, texts), answers: [] });
  expect(pairs).toMatchObject([{ p: agreement.pairs[0]?.p, factors: [], rule: null }]);
});

it('leaves answers without a position out of the points', () => {
  const advice = ['Keep them dry.', 'Keep them wet.', 'I cannot help with that.'];
  const agreement = assessAgreement(comparison('How should I store potatoes?', ...advice));
  const { claims } = explainRun(viewOf(agreement, advice, 'How should I store potatoes?'));
  expect(claims.models).toEqual(['model-0', 'model-1']);
});
