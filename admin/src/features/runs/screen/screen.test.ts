import { describe, expect, it } from 'vitest';
import type { ConsensusView } from '#api/contract';
import { fullRun, noAnswers, oneAnswer, stopped, until, viewOf } from '../../../../testing/script.ts';
import { dissentOf } from './dissent.ts';
import { findQuote } from './find-quote.ts';
import { headlineOf, missingOf, titleOf } from './headline.ts';
import { castOf, shortNames } from './names.ts';
import { plainText } from './plain-text.ts';
import { slotsOf } from './slots.ts';
import { paragraphsOf } from './synthesis-paragraphs.ts';

const options = { id: 'run_1', session: 'ses_1', startedAt: 1_000 };
const full = fullRun(options);
const at = (type: Parameters<typeof until>[1], nth: number) => viewOf(until(full, type, nth));
const kinds = (view: ConsensusView) => slotsOf(view).map((slot) => `${slot.kind}${slot.position ?? ''}${slot.size}`);
const titled = (view: ConsensusView) => titleOf(view, headlineOf(view));
const kind = (view: ConsensusView) => dissentOf(view, castOf(view)).kind;
const short = (...labels: string[]) => [...shortNames(new Map(labels.map((label) => [label, label]))).values()];
const of = (...segments: { text: string; models: string[] }[]) =>
  paragraphsOf({ ...(viewOf(full).synthesis as NonNullable<ConsensusView['synthesis']>), segments });

describe('the headline', () => {
  it('has no number while there are no two answers', () => {
    expect(headlineOf(at('answer-start', 5))).toMatchObject({ score: null, text: 'Waiting for answers', spoken: '' });
    expect(headlineOf(at('answer-end', 1))).toMatchObject({ score: null, text: 'Waiting for answers' });
    expect(headlineOf(at('answer-end', 2))).toMatchObject({ score: null, text: 'Comparing answers' });
  });

  it('is provisional at quorum and names how many of how many', () => {
    const view = at('agreement', 1);
    expect(headlineOf(view)).toMatchObject({ score: 64, text: 'Moderate agreement', share: '2 of 5, provisional' });
    expect(missingOf(view).map(castOf(view).short)).toEqual(['Llama', 'Sonar']);
  });

  it('is said once it stands', () => {
    expect(headlineOf(viewOf(full))).toMatchObject({
      share: '4 of 5 models',
      spoken: 'Agreement 78, Moderate agreement.',
    });
  });

  it('says one answer, none, and stopped in words', () => {
    expect(headlineOf(viewOf(oneAnswer(options)))).toMatchObject({
      score: null,
      text: 'One answer, nothing to compare',
    });
    expect(headlineOf(viewOf(noAnswers(options)))).toMatchObject({ score: null, text: 'No model answered' });
    const early = until(full, 'answer-delta', 3);
    expect(headlineOf(viewOf([...early, ...stopped(early)])).text).toBe('Stopped before there was a verdict');
  });

  it('does not dress up weak unanimity', () => {
    const view = viewOf(full);
    const weak = { ...view, agreement: view.agreement && { ...view.agreement, weak: true } };
    expect(headlineOf(weak)).toMatchObject({ text: 'They agree, but say little that can be compared', band: null });
  });

  it('is the title of the document', () => {
    expect(titled(at('answer-end', 2))).toMatch(/^2 of 5 answered · At what/);
    expect(titled(viewOf(full))).toMatch(/^78 · Moderate agreement · At what/);
  });
});

describe('the meter', () => {
  it('keeps a place for every answer from the start', () => {
    expect(kinds(at('answer-start', 5))).toEqual(['open1', 'open1', 'open1', 'open1', 'open1']);
    expect(kinds(at('answer-end', 2))).toEqual(['in1', 'in1', 'open1', 'open1', 'open1']);
    expect(kinds(at('agreement', 1))).toEqual(['positionA2', 'positionB1', 'open1', 'open1']);
    expect(kinds(viewOf(full))).toEqual(['positionA4', 'positionB1']);
  });

  it('has nothing to cut when nobody answered', () => {
    expect(kinds(viewOf(noAnswers(options)))).toEqual([]);
  });
});

describe('disagreement', () => {
  it('names the dissenters first, by position', () => {
    const view = at('disagreement', 2);
    expect(dissentOf(view, castOf(view))).toEqual({
      kind: 'dissent',
      lead: 'They disagree on 2 points.',
      sides: [
        { position: 'B', text: 'Gemini says: 100 °C.' },
        { position: 'A', text: 'GPT and Claude say: about 90 °C.' },
      ],
    });
  });

  it('has a sentence for every other state', () => {
    expect(kind(at('answer-start', 1))).toBe('waiting');
    expect(kind(viewOf(noAnswers(options)))).toBe('nothing');
    const view = viewOf(full);
    expect(kind({ ...view, agreement: view.agreement && { ...view.agreement, disagreements: [] } })).toBe('none');
  });
});

describe('short names', () => {
  it('are as few words as tell models apart', () => {
    expect(short('GPT-5.5', 'Claude Opus 4.8', 'Gemini 3 Pro')).toEqual(['GPT', 'Claude', 'Gemini']);
    expect(short('Claude Opus 4.8', 'Claude Sonnet 5')).toEqual(['Claude Opus', 'Claude Sonnet']);
    expect(short('Sonar', 'Sonar Deep Research', 'Sonar Pro')).toEqual(['Sonar', 'Sonar Deep', 'Sonar Pro']);
    expect(short('GPT-5.5', 'GPT-5.5 mini')).toEqual(['GPT-5.5', 'GPT-5.5 mini']);
  });

  it('leave the word rehearsal to the badge', () => {
    expect(short('GPT-5.5 (rehearsal)', 'Rehearsal Claude')).toEqual(['GPT', 'Claude']);
  });

  it('are whole labels when two are the same', () => {
    expect(short('Llama')).toEqual(['Llama']);
    expect([
      ...shortNames(
        new Map([
          ['a/x', 'Same'],
          ['b/x', 'Same'],
        ]),
      ).values(),
    ]).toEqual(['Same', 'Same']);
  });
});

describe('the synthesis', () => {
  it('runs sentences together until one brings a blank line', () => {
    const paragraphs = of(
      { text: 'One.', models: ['a'] },
      { text: 'Two.\n\n', models: [] },
      { text: 'Three.', models: [] },
    );
    expect(paragraphs.map((one) => one.segments.map((segment) => segment.text))).toEqual([
      ['One.', 'Two.'],
      ['Three.'],
    ]);
  });

  it('sets a list or a table by itself', () => {
    const paragraphs = of({ text: 'One:', models: [] }, { text: '- a\n- b', models: [] }, { text: 'Two.', models: [] });
    expect(paragraphs.map((one) => one.kind)).toEqual(['flow', 'block', 'flow']);
  });

  it('leaves out segments that have not begun', () => {
    const sparse: { text: string; models: string[] }[] = [];
    sparse[1] = { text: 'Second.', models: [] };
    expect(of(...sparse).flatMap((one) => one.segments)).toHaveLength(1);
  });
});

describe('a quote', () => {
  it('is found across elements, whatever the markup', () => {
    expect(findQuote(['Around ', '90 °C', '. Atmospheric'], 'Around **90 °C**. Atmos')).toEqual({
      first: 0,
      start: 0,
      last: 2,
      end: 7,
    });
  });

  it('that is not there is not found', () => {
    expect(findQuote(['Around'], 'something else')).toBeNull();
    expect(findQuote(['Around'], '**')).toBeNull();
  });
});

it('copies question, verdict, synthesis with its supporters and dissent', () => {
  const view = viewOf(fullRun({ ...options, rehearsal: true }));
  const text = plainText(view, castOf(view));
  expect(text).toContain('Moderate agreement: 78 of 100 · 4 of 5 models · rehearsal');
  expect(text).toContain('roughly 90 °C. [GPT, Claude, Llama]');
  expect(text).toContain('- Temperature: A (GPT, Claude, Llama): about 90 °C; B (Gemini): 100 °C');
});
