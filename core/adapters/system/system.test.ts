import { expect, test } from 'vitest';
import { systemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';
import { thisProcess } from './this-process.ts';

test('the clock goes on, calls back once, and takes a timer back', async () => {
  const before = systemClock.monotonic();
  let calls = 0;
  const takeBack = systemClock.after(1, () => {
    calls += 100;
  });
  takeBack();
  await new Promise<void>((resolve) => {
    systemClock.after(5, () => {
      calls += 1;
      resolve();
    });
  });
  expect(calls).toBe(1);
  expect(systemClock.monotonic() - before).toBeGreaterThan(3);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});

test('chance stays in its bounds and does not repeat', () => {
  const floats = Array.from({ length: 1_000 }, () => systemRandom.next());
  expect(floats.every((float) => float >= 0 && float < 1)).toBe(true);
  expect(new Set(floats).size).toBe(1_000);
  expect(systemRandom.bytes(16)).toHaveLength(16);
  expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
});

test('a process knows itself alive, and a process id that nobody has dead', () => {
  const self = thisProcess();
  expect(self.isAlive(self.processId)).toBe(true);
  expect(self.isAlive(2 ** 22 + 1)).toBe(false);
  expect(`${self.host}${self.nonce}`).not.toContain(':');
  expect(thisProcess().nonce).not.toBe(self.nonce);
});
