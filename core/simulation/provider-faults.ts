import { ConsilienceError } from '../errors.ts';
import type { Usage } from '../ports/chat-model.ts';
import { answerScript } from '../testing/scripted-model.ts';
import type { Step } from '../testing/scripted-model.ts';
import type { Chance } from './chance.ts';

const kinds = [
  'slow',
  'silent',
  'stalls',
  'cut',
  'limited',
  'limited-long',
  'failing',
  'refusing',
  'empty',
  'dripping',
  'rejecting',
  'malformed',
] as const;
export type ProviderFault = (typeof kinds)[number];

/** Which faults vendors have in one world, and how often a call meets one. */
export interface ProviderFaults {
  readonly on: readonly ProviderFault[];
  readonly probability: number;
}

/** Of every answer that comes whole. */
export const callCostMicros = 100;

const usage: Usage = { inputTokens: 10, outputTokens: 4, costMicros: callCostMicros };

export function drawFaults(chance: Chance): ProviderFaults {
  const share = chance.pick([0, 0.2, 0.4]);
  return { on: kinds.filter(() => chance.happens(share)), probability: chance.pick([0.1, 0.4, 0.9]) };
}

/** Null for a call that goes well. */
export function drawFault({ on, probability }: ProviderFaults, chance: Chance): ProviderFault | null {
  const [first, ...others] = on;
  return first === undefined || !chance.happens(probability) ? null : chance.pick([first, ...others]);
}

interface Planned {
  readonly fault: ProviderFault | null;
  /** Of a call that goes well. */
  readonly quick: Pace;
}

interface Pace {
  readonly firstMs: number;
  readonly gapMs: number;
}

/** A model that does research takes its time. */
export function paceOf(late: boolean, chance: Chance): Pace {
  return { firstMs: late ? chance.between(500, 18_000) : chance.between(20, 500), gapMs: chance.between(1, 60) };
}

/** What one call plays that would say `text`. */
export function scriptOf(text: string, { fault, quick }: Planned, chance: Chance): Step[] {
  const whole = answerScript(inPieces(text, chance), quick);
  const began = whole.slice(0, Math.max(3, Math.floor(whole.length / 2)));
  switch (fault) {
    case null:
    case 'malformed':
      return whole;
    case 'slow':
      return answerScript(inPieces(text, chance), {
        firstMs: chance.between(500, 2_500),
        gapMs: chance.between(100, 900),
      });
    case 'silent':
      return [{ event: { type: 'open' } }, { event: { type: 'thinking' } }, { silence: true }];
    case 'stalls':
      return [...began, { silence: true }];
    case 'cut':
      return [...began, { fail: new ConsilienceError('stream_cut') }];
    case 'limited':
      return failing(chance, new ConsilienceError('rate_limited', { retryAfterMs: chance.between(100, 5_000) }));
    case 'limited-long':
      return failing(chance, new ConsilienceError('rate_limited', { retryAfterMs: 3_600_000 }));
    case 'failing':
      return failing(chance, new ConsilienceError('provider_failed'));
    case 'rejecting':
      return failing(chance, new ConsilienceError('key_rejected'));
    case 'refusing':
      return [{ wait: quick.firstMs }, { event: { type: 'finish', reason: 'refusal', usage } }];
    case 'empty':
      return answerScript([' ', '\n'], quick);
    case 'dripping':
      return answerScript(Array.from(text), { firstMs: 100, gapMs: 1_200 });
  }
}

function failing(chance: Chance, error: ConsilienceError): Step[] {
  return [{ wait: chance.between(5, 500) }, { fail: error }];
}

function inPieces(text: string, chance: Chance): string[] {
  const count = chance.whole(1, 8);
  const length = Math.max(1, Math.ceil(text.length / count));
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}
