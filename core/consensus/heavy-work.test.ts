import { expect, test } from 'vitest';
import { HeavyWork } from './heavy-work.ts';

/** A clock on which work takes time, and turns of the event loop are played by hand. */
class WorkedClock {
  at = 0;
  readonly #turns: (() => void)[] = [];

  monotonic(): number {
    return this.at;
  }

  after(_ms: number, callback: () => void): () => void {
    this.#turns.push(callback);
    return () => undefined;
  }

  turn(): boolean {
    const callback = this.#turns.shift();
    callback?.();
    return callback !== undefined;
  }
}

test('what is asked for now and then is done at once', async () => {
  const clock = new WorkedClock();
  const heavy = new HeavyWork(clock);
  const done: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    clock.at += 100;
    await heavy.do(() => {
      clock.at += 5;
      done.push(index);
    });
  }
  expect(done).toEqual([0, 1, 2]);
  expect(clock.turn()).toBe(false);
});

test('what many ask for in one moment is done in their order, and no turn lasts for more than two pieces of it', async () => {
  const clock = new WorkedClock();
  const heavy = new HeavyWork(clock);
  const done: number[] = [];
  const all = Array.from({ length: 50 }, (_, index) =>
    heavy.do(() => {
      clock.at += 3;
      done.push(index);
    }),
  );
  expect(done).toEqual([0]);
  for (let before = clock.at; clock.turn(); before = clock.at) {
    expect(clock.at - before).toBeLessThanOrEqual(6);
  }
  await Promise.all(all);
  expect(done).toEqual(Array.from({ length: 50 }, (_, index) => index));
});
