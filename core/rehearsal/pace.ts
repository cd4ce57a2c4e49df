import { lognormal, type Chance } from './chance.ts';

/**
 * How fast models play. `P`: first token after 300 ms, then one every 10 ms. `S`: stochastic, with stragglers, slow
 * decoding and failures. `none`: as fast as possible. `demo`: so that a person can watch.
 */
export const profiles = ['P', 'S', 'none', 'demo'] as const;
export type Profile = (typeof profiles)[number];

/** Milliseconds from the arrival of the request: token `i` is due at `firstMs + i * gapMs`. */
export interface Pace {
  readonly firstMs: number;
  readonly gapMs: number;
  /** The vendor fails this time (profile S only). */
  readonly fails: boolean;
}

export interface PaceInput {
  readonly profile: Profile;
  /** Position of the seat, from 0: seats differ in speed. */
  readonly seat: number;
  /** The seat is always late: deep research. */
  readonly late: boolean;
  /** The answer's own delay, which only `demo` plays. */
  readonly delayMs: number;
}

export function choosePace(input: PaceInput, chance: Chance): Pace {
  switch (input.profile) {
    case 'none':
      return { firstMs: 0, gapMs: 0, fails: false };
    case 'P':
      return { firstMs: input.late ? lateMs : 300, gapMs: 10, fails: false };
    case 'S':
      return stochastic(input, chance);
    case 'demo':
      return watchable(input, chance);
  }
}

function stochastic(input: PaceInput, chance: Chance): Pace {
  const slower = Math.min(input.seat, 4) / 4;
  const first = lognormal(chance, 770 + 330 * slower, 1_230 + 770 * slower);
  const gap = 1_000 / (60 + 90 * chance());
  return {
    firstMs: (input.late ? lateMs : 0) + (chance() < 0.03 ? 5 * first : first),
    gapMs: chance() < 0.02 ? 3 * gap : gap,
    fails: chance() < 0.01,
  };
}

function watchable(input: PaceInput, chance: Chance): Pace {
  const { firstMs, perSecond } = demoSeats[input.seat % demoSeats.length] ?? { firstMs: 500, perSecond: 60 };
  return {
    firstMs: (input.late ? lateMs : firstMs * (0.85 + 0.3 * chance())) + input.delayMs,
    gapMs: 1_000 / (perSecond * (0.9 + 0.2 * chance())),
    fails: false,
  };
}

const lateMs = 20_000;

const demoSeats = [
  { firstMs: 430, perSecond: 66 },
  { firstMs: 640, perSecond: 52 },
  { firstMs: 540, perSecond: 80 },
  { firstMs: 770, perSecond: 58 },
  { firstMs: 300, perSecond: 45 },
];
