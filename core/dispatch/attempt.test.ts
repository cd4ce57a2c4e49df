import { expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import { callLimits, callScene, quickAnswer } from '../testing/call-scene.ts';
import { Attempt } from './attempt.ts';
import type { AttemptEnd } from './attempt.ts';
import { dispatchDefaults } from './settings.ts';

test('an attempt ends once, whoever ends it again', async () => {
  const { clock, script } = callScene();
  const ends: AttemptEnd[] = [];
  const attempt = new Attempt(
    {
      model: script(quickAnswer),
      request: { system: '', messages: [], maxOutputTokens: 1, temperature: null, output: null },
      limits: callLimits,
      deadlineAt: 90_000,
      clock,
      floor: dispatchDefaults,
    },
    {
      thinking: () => undefined,
      text: () => undefined,
      ended: (_attempt, end) => void ends.push(end),
      room: () => null,
    },
  );
  attempt.start();
  await clock.advance(105);
  const stopped = new ConsilienceError('cancelled');
  attempt.cut(stopped);
  attempt.cut(new ConsilienceError('provider_failed'));
  await clock.advance(90_000);
  expect(ends).toEqual([{ type: 'error', error: stopped }]);
  expect(clock.pending).toBe(0);
});
