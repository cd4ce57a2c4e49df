import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { EventWriter } from './event-writer.ts';
import { emptyView, fold } from './view/index.ts';
import type { ConsensusEvent, EventBody } from './view/index.ts';

const panel = ['a/m', 'b/m'].map((model) => ({ model, vendor: model, label: model, rehearsal: true, late: false }));
const start: EventBody = { type: 'run-start', question: 'q', session: 's', panel, quorum: 2 };
const failed: EventBody = { type: 'answer-error', model: 'b/m', error: { code: 'x', message: '', action: '' }, ms: 1 };

let clock: VirtualClock;
let writer: EventWriter;
let reading: Promise<void>;
let batches: (readonly ConsensusEvent[])[];

function says(model: string, text: string): EventBody {
  return { type: 'answer-delta', model, phase: 'writing', text };
}

async function read(): Promise<void> {
  for await (const batch of writer.batches()) {
    batches.push(batch);
  }
}

function texts(): string[][] {
  return batches.map((batch) => batch.map((event) => (event.type === 'answer-delta' ? event.text : event.type)));
}

beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(5);
  writer = new EventWriter(emptyView('run_1'), clock);
  batches = [];
  writer.write(start);
  reading = read();
  await clock.advance(0);
});

test('the first text of an answer is ready at once, what follows on the next shared tick', async () => {
  writer.write(says('a/m', 'one'));
  await clock.advance(1);
  expect(texts()).toEqual([['run-start'], ['one']]);
  writer.write(says('a/m', ' two'));
  writer.write(says('a/m', ' three'));
  await clock.advance(9);
  expect(texts()).toHaveLength(2);
  await clock.advance(1);
  expect(clock.monotonic()).toBe(16);
  expect(texts()[2]).toEqual([' two three']);
  expect(clock.pending).toBe(0);
});

test('the first text of another answer waits for nothing, and takes what waits with it', async () => {
  writer.write(says('a/m', 'one'));
  writer.write(says('a/m', ' two'));
  writer.write(says('b/m', 'uno'));
  await clock.advance(0);
  expect(texts()).toEqual([['run-start'], ['one', ' two', 'uno']]);
  expect(clock.pending).toBe(0);
});

test('every other event goes at once, after the text before it', async () => {
  writer.write(says('b/m', 'one'));
  writer.write(says('b/m', ' two'));
  writer.write(failed);
  await clock.advance(0);
  expect(texts()).toEqual([['run-start'], ['one', ' two', 'answer-error']]);
});

test('a slow reader gets fewer and longer texts, in order and without holes', async () => {
  const slow = new EventWriter(writer.view, clock);
  const reader = slow.batches();
  slow.write(says('a/m', '0'));
  for (let piece = 1; piece <= 100; piece += 1) {
    slow.write(says('a/m', ` ${piece}`));
    await clock.advance(10);
  }
  const first = await reader.next();
  const second = await Promise.all([reader.next(), clock.advance(16)]);
  const events = [first, second[0]].flatMap((result) => (result.done === true ? [] : result.value));
  expect(events.map((e) => e.seq)).toEqual([2, 3]);
  const text = fold(writer.view, events).answers[0]?.text;
  expect(text).toBe(Array.from({ length: 101 }, (_, piece) => piece).join(' '));
});

test('text of synthesis segments is merged by segment, with the models of the last piece', async () => {
  writer.write({ type: 'synthesis-start', model: 's', attempt: 1, reason: 'quorum' });
  writer.write({ type: 'synthesis-delta', segment: 0, text: 'A', models: null });
  writer.write({ type: 'synthesis-delta', segment: 0, text: 'B', models: null });
  writer.write({ type: 'synthesis-delta', segment: 0, text: 'C', models: ['a/m'] });
  writer.write({ type: 'synthesis-delta', segment: 1, text: 'D', models: null });
  await clock.advance(16);
  const deltas = batches.flat().filter((e) => e.type === 'synthesis-delta');
  expect(deltas.map((d) => [d.segment, d.text, d.models])).toEqual([
    [0, 'A', null],
    [0, 'BC', ['a/m']],
    [1, 'D', null],
  ]);
});

test('closing hands out what waits, ends the batches, and nothing is written after it', async () => {
  writer.write(says('a/m', 'one'));
  writer.write(says('a/m', ' two'));
  writer.close();
  writer.write(says('a/m', ' three'));
  await reading;
  expect(texts()).toEqual([['run-start'], ['one', ' two']]);
  expect(writer.view).toEqual(fold(emptyView('run_1'), batches.flat()));
  expect(clock.pending).toBe(0);
});

test('it continues the sequence of the view it was given', async () => {
  writer.write(says('a/m', 'one'));
  const later = new EventWriter(writer.view, clock);
  later.write(failed);
  later.close();

  const { value } = await later.batches().next();
  expect(value).toMatchObject([{ seq: 3, runId: 'run_1', at: clock.now() }]);
});

test('of many open runs each writes less often, and not all at one moment; closed ones do not count', async () => {
  const others = Array.from({ length: 39 }, (_, index) => new EventWriter(emptyView(`run_${index + 2}`), clock));
  writer.write(says('a/m', 'one'));
  await clock.advance(75);
  writer.write(says('a/m', ' two'));
  await clock.advance(79);
  expect(texts()).toHaveLength(2);
  await clock.advance(1);
  expect(clock.monotonic()).toBe(160);
  expect(texts()[2]).toEqual([' two']);

  const moments = new Set<number>();
  for (const other of others) {
    void (async () => {
      for await (const batch of other.batches()) {
        const after = batch.some((event) => event.type === 'answer-delta' && event.text === ' two');
        moments.add(after ? clock.monotonic() : 0);
      }
    })();
    other.write(start);
    other.write(says('a/m', 'one'));
    other.write(says('a/m', ' two'));
  }
  await clock.advance(80);
  expect([...moments].toSorted((a, b) => a - b)).toEqual([0, 176, 192, 208, 224, 240]);

  for (const other of others) {
    other.close();
    other.close();
  }
  writer.write(says('a/m', ' three'));
  await clock.advance(16);
  expect(texts()[3]).toEqual([' three']);
});
