import { describe, expect, test } from 'vitest';
import {
  answerContract,
  assessAgreement,
  cautiousWeights,
  findUnsurePairs,
  TrailerFilter,
} from '../agreement/index.ts';
import { answerScript, ScriptedModel, VirtualClock } from '../testing/index.ts';
import {
  panelOf,
  play,
  pretendEngine,
  requestOf,
  ScriptedSynthesizer,
  writeByPosition,
} from '../testing/pretend-engine.ts';
import { contradicted, entailed, ScriptedEntailer } from '../testing/scripted-entailer.ts';
import { EntailmentReader } from './entailment.ts';
import { consensusRun } from './index.ts';
import { emptyView, fold } from './view/index.ts';

const question = 'How do I keep cut flowers fresh?';
const flowers = [
  'Change the water every day and trim the stems.',
  'Give them new water daily, and shorten the stalks.',
  'Fresh water each morning, stems cut at an angle.',
];
const plain = ['Eight.', 'It has 8 legs.', '8'];
const msMax = 2_000;

const weightsOf = () => cautiousWeights;

/** The answers come one after the other, a second apart. */
async function ask(entailer: ScriptedEntailer | null, texts = flowers, asked = question) {
  const clock = new VirtualClock();
  const models = texts.map(
    (text, index) =>
      new ScriptedModel(`v${index}/m`, clock, [answerScript([text], { firstMs: 300 + 1_000 * index, gapMs: 5 })]),
  );
  const agreement = { assess: assessAgreement, answerContract, makeTrailerFilter: () => new TrailerFilter() };
  const entailment = entailer === null ? null : { entailer, unsurePairs: findUnsurePairs, weightsOf, msMax };
  const request = requestOf({
    panel: panelOf(models),
    synthesizers: [new ScriptedSynthesizer('s/x', clock, writeByPosition)],
    question: asked,
    limits: { ...requestOf({ panel: [], synthesizers: [] }).limits, quorum: texts.length },
  });
  const engine = { ...pretendEngine(clock), agreement, entailment };
  const run = consensusRun(engine, request, new AbortController().signal);
  const view = fold(emptyView('run_1'), (await play(run, clock, 120_000)).flat());
  return { view, agreement: view.agreement };
}

/** Of the calls that have pairs: the first one only loads the model. */
function pairsOf({ calls }: ScriptedEntailer): string[] {
  return calls.flatMap((pairs) => pairs.map(({ premise, hypothesis }) => `${premise} / ${hypothesis}`));
}

describe('a run with an entailment model', () => {
  test('has it loaded at the start, and reads each unsure pair once, both ways', async () => {
    const entailer = new ScriptedEntailer(() => entailed);
    const [{ agreement }, without] = [await ask(entailer), (await ask(null)).agreement];
    expect(entailer.calls[0]).toEqual([]);
    const read = pairsOf(entailer);
    expect(read.length).toBeGreaterThan(0);
    expect(new Set(read).size).toBe(read.length);
    expect(agreement?.entailment).toEqual({ model: 'scripted@000000000000' });
    const moved = agreement?.pairs.filter((pair) => pair.entailment !== undefined) ?? [];
    expect(moved.length).toBeGreaterThan(0);
    expect(agreement?.score).toBeGreaterThan(without?.score ?? 100);
  });

  test('holds contradictions against agreement', async () => {
    const [same, other] = [
      await ask(new ScriptedEntailer(() => entailed)),
      await ask(new ScriptedEntailer(() => contradicted)),
    ];
    expect(other.agreement?.score).toBeLessThan(same.agreement?.score ?? 0);
  });

  test('asks nothing where code is sure, and has the bytes of a run without', async () => {
    const entailer = new ScriptedEntailer(() => null);
    const legs = 'How many legs does a spider have?';
    const [with_, without] = [await ask(entailer, plain, legs), await ask(null, plain, legs)];
    expect(pairsOf(entailer)).toEqual([]);
    expect(JSON.stringify(with_.view)).toBe(JSON.stringify(without.view));
  });

  test.each([
    ['fails', () => Promise.reject(new Error('broken'))],
    ['does not come back', () => new Promise<never>(() => undefined)],
  ])('is that of code alone, marked, when it %s; and it is not asked again', async (_, until) => {
    const entailer = new ScriptedEntailer(() => entailed);
    entailer.until = until();
    entailer.until.catch(() => undefined);
    const [{ view, agreement }, without] = [await ask(entailer), await ask(null)];
    expect(view.state).toBe('done');
    expect(agreement?.entailment).toEqual({ model: null });
    expect(JSON.stringify({ ...agreement, entailment: undefined })).toBe(JSON.stringify(without.agreement));
    expect(entailer.calls.filter((pairs) => pairs.length > 0)).toHaveLength(1);
  });
});

describe('what is known of the pairs of a run', () => {
  const comparison = {
    question,
    answers: flowers.map((text, index) => ({
      model: `v${index}/m`,
      vendor: `v${index}`,
      text,
      trailer: null,
      refused: false,
    })),
    asked: 3,
    provisional: false,
    embedder: 'flat',
    vectors: null,
  };
  const run = { id: 'run_1', stopped: new AbortController().signal };
  const readerOf = (entailer: ScriptedEntailer, unsurePairs = findUnsurePairs) =>
    new EntailmentReader(
      { ...pretendEngine(new VirtualClock()), entailment: { entailer, unsurePairs, weightsOf, msMax } },
      run,
    );

  test('is recalled at its end without asking: all of it, or it is marked', async () => {
    const reader = readerOf(new ScriptedEntailer(() => entailed));
    expect(reader.recall(comparison)).toMatchObject({ model: null, pairs: [] });
    const read = await reader.read(comparison);
    expect(read?.pairs.length).toBeGreaterThan(0);
    expect(reader.recall(comparison)).toEqual(read);
  });

  test('is nothing when the pairs cannot be found', async () => {
    const reader = readerOf(new ScriptedEntailer(() => entailed), () => {
      throw new Error('broken');
    });
    expect([await reader.read(comparison), reader.recall(comparison)]).toEqual([null, null]);
  });
});
