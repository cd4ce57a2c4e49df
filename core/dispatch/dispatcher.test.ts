import { expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';

test('an answer streams and ends with its figures', async () => {
  const { clock, ask, script } = callScene();
  const call = ask(script(quickAnswer));
  await clock.advance(200);
  await call.done;
  expect(inShort(call.events)).toEqual(['start 1', 'Paris', ' is it.', 'end']);
  expect(call.events.at(-1)).toMatchObject({ finish: 'stop', firstTokenMs: 100, ms: 110 });
  expect(clock.pending).toBe(0);
});

test('a failure before any text is tried again', async () => {
  const { clock, ask, script } = callScene();
  const call = ask(script(failing('provider_failed'), failing('connect_failed'), quickAnswer));
  await clock.advance(2_000);
  expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'start 3', 'Paris', ' is it.', 'end']);
  expect(clock.pending).toBe(0);
});

test('a failure after text ends the call', async () => {
  const { clock, ask, script } = callScene();
  const call = ask(script([...quickAnswer.slice(0, 3), { fail: new ConsilienceError('stream_cut') }]));
  await clock.advance(2_000);
  expect(inShort(call.events)).toEqual(['start 1', 'Paris', 'stream_cut']);
  expect(clock.pending).toBe(0);
});
