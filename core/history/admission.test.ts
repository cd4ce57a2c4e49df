import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { PlayedLoad } from '../testing/played-load.ts';
import { Admission } from './admission.ts';

const runMs = 4_000;

function handClock() {
  return {
    at: 0,
    monotonic() {
      return this.at;
    },
  };
}

/** A process in which each run in flight takes this share of the loop; questions come at a rate, and runs end after 4 s. */
function offer({ perSecond, shareEach, seconds }: { perSecond: number; shareEach: number; seconds: number }) {
  const clock = handClock();
  const load = new PlayedLoad();
  const admission = new Admission({ clock, load, runsMax: 500 });
  const ends: number[] = [];
  const admitted: number[] = [];
  for (let at = 0; at < seconds * 1_000; at += 1_000 / perSecond) {
    clock.at += 1_000 / perSecond;
    while ((ends[0] ?? Infinity) <= clock.monotonic()) {
      ends.shift();
    }
    const wanted = ends.length * shareEach;
    load.now = { busyShare: Math.min(1, wanted), delayMs: wanted > 1 ? (wanted - 1) * 200 : 2, memoryShare: 0.1 };
    if (admission.admits(ends.length)) {
      admission.admitted();
      ends.push(clock.monotonic() + runMs);
      admitted.push(clock.monotonic());
    }
  }
  return { admission, admitted, inFlight: ends.length };
}

test('a load below what the process can do is let in whole', () => {
  const { admitted } = offer({ perSecond: 10, shareEach: 1 / 100, seconds: 30 });
  expect(admitted).toHaveLength(300);
});

test('three times what the process can do: the runs in flight stay near the aim, and as many get through as at the knee', () => {
  const { admission, admitted, inFlight } = offer({ perSecond: 75, shareEach: 1 / 100, seconds: 60 });
  expect(inFlight).toBeGreaterThan(75);
  expect(inFlight).toBeLessThan(100);
  expect(admission.limit).toBeLessThan(100);
  const late = admitted.filter((at) => at > 20_000).length / 40;
  // 90 in flight of 4 s each are 22.5 a second.
  expect(late).toBeGreaterThan(0.9 * 22.5);
});

test('those let in together do not go on to come and end together', () => {
  const { admitted } = offer({ perSecond: 75, shareEach: 1 / 100, seconds: 60 });
  const bySecond = Array.from(
    { length: 20 },
    (_, index) => admitted.filter((at) => Math.floor(at / 1_000) === 40 + index).length,
  );
  expect(Math.min(...bySecond)).toBeGreaterThan(10);
  expect(Math.max(...bySecond)).toBeLessThan(40);
});

test('the second of two bursts finds the room that the first one has left', () => {
  const clock = handClock();
  const admission = new Admission({ clock, load: new PlayedLoad(), runsMax: 500 });
  const burst = () => {
    let inFlight = 0;
    for (let asked = 0; asked < 500; asked += 1) {
      if (admission.admits(inFlight)) {
        admission.admitted();
        inFlight += 1;
      }
    }
    return inFlight;
  };
  expect(burst()).toBe(128);
  clock.at += 1_000;
  expect(burst()).toBeGreaterThanOrEqual(64);
  clock.at += 2_500;
  expect(burst()).toBe(128);
});

test('room comes back when runs get lighter, and after a quiet time', () => {
  const clock = handClock();
  const load = new PlayedLoad();
  const admission = new Admission({ clock, load, runsMax: 500 });
  const look = (inFlight: number, busyShare: number, ms = 250) => {
    clock.at += ms;
    load.now = { busyShare, delayMs: 0, memoryShare: 0 };
    return admission.admits(inFlight);
  };
  Array.from({ length: 60 }, () => look(20, 1));
  const low = admission.limit;
  expect(low).toBe(48);
  Array.from({ length: 20 }, () => look(admission.limit, 0.3));
  expect(admission.limit).toBeGreaterThan(2 * low);
  Array.from({ length: 60 }, () => look(20, 1));
  expect(admission.limit).toBe(48);
  look(0, 0, 60_000);
  expect(admission.limit).toBe(128);
});

test('a full memory lets in a few only, until there is room again', () => {
  const clock = handClock();
  const load = new PlayedLoad();
  const admission = new Admission({ clock, load, runsMax: 500 });
  load.now = { busyShare: 0.2, delayMs: 0, memoryShare: 0.9 };
  clock.at += 250;
  expect([admission.admits(30), admission.admits(7)]).toEqual([false, true]);
  load.now = { busyShare: 0.2, delayMs: 0, memoryShare: 0.5 };
  clock.at += 250;
  expect(admission.admits(30)).toBe(true);
});

test('whatever is measured, the limit stays between the least and the most', () => {
  const sample = fc.record({
    busyShare: fc.double({ min: 0, max: 1, noNaN: true }),
    delayMs: fc.double({ min: 0, max: 1e5, noNaN: true }),
    memoryShare: fc.double({ min: 0, max: 1, noNaN: true }),
    inFlight: fc.nat(600),
    ms: fc.nat(5_000),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.array(sample, { maxLength: 60 }), (runsMax, samples) => {
      const clock = handClock();
      const load = new PlayedLoad();
      const admission = new Admission({ clock, load, runsMax });
      for (const { inFlight, ms, ...now } of samples) {
        load.now = now;
        clock.at += ms;
        admission.admits(inFlight);
        expect(admission.limit).toBeGreaterThanOrEqual(Math.min(8, runsMax));
        expect(admission.limit).toBeLessThanOrEqual(runsMax);
      }
    }),
  );
});

test('a burst that makes the loop busy for a moment is let in whole', () => {
  const clock = handClock();
  const load = new PlayedLoad();
  const admission = new Admission({ clock, load, runsMax: 500 });
  load.now = { busyShare: 1, delayMs: 400, memoryShare: 0.1 };
  for (let inFlight = 0; inFlight < 100; inFlight += 1) {
    clock.at += 8;
    expect(admission.admits(inFlight)).toBe(true);
  }
});
