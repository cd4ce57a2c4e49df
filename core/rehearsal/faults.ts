import type { Chance } from './chance.ts';
import type { Ending, Frame } from './stage.ts';
import { vendors, type Vendor } from './cast.ts';

/** What can go wrong on demand; a number is an HTTP status. Described in this folder's README. */
const faultKinds = [
  'cut',
  'fin',
  'silent',
  'stall',
  'slow',
  'drip',
  'html',
  'error-in-200',
  'empty',
  'refusal',
  'garbage',
  'redirect',
  'huge',
  'context',
  'judge-late',
  'judge-malformed',
  'judge-lying',
  'judge-misquoting',
  'judge-injected',
] as const;
type FaultKind = (typeof faultKinds)[number] | number;

export interface Fault {
  readonly kind: FaultKind;
  /** Retry-After of a status, word for word; the factor of `slow`; empty for the default. */
  readonly value: string;
}

export interface FaultRule extends Fault {
  readonly vendor: Vendor | '*';
  /** 0 to 1. */
  readonly probability: number;
}

/** Reads `openai=429:2,google=cut@0.1,*=slow`. Throws a RangeError that names the entry that is wrong. */
export function parseFaultRules(text: string): FaultRule[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.map(parseRule);
}

/** Reads `429:2` or `cut`. Throws a RangeError that names what is wrong. */
export function parseFault(text: string): Fault {
  const [name = '', ...rest] = text.trim().split(':');
  const value = rest.join(':').trim();
  const known = faultKinds.find((kind) => kind === name);
  if (known !== undefined) {
    return { kind: known, value };
  }
  const status = Number(name);
  if (/^[45]\d\d$/.test(name)) {
    return { kind: status, value };
  }
  throw new RangeError(`"${name}" is no fault: take a status from 400 to 599 or one of ${faultKinds.join(', ')}.`);
}

/** The first rule for the vendor that strikes this time. */
export function chooseFault(rules: readonly FaultRule[], vendor: Vendor, chance: Chance): Fault | null {
  const matching = rules.filter((rule) => rule.vendor === vendor || rule.vendor === '*');
  return matching.find((rule) => rule.probability >= 1 || chance() < rule.probability) ?? null;
}

function parseRule(entry: string): FaultRule {
  const match = /^([^=]+)=(.+?)(?:@([\d.]+))?$/.exec(entry);
  if (match === null) {
    throw new RangeError(`"${entry}" is no fault rule: write vendor=kind, such as openai=429:2 or *=cut@0.1.`);
  }
  const [, name = '', fault = '', chance = '1'] = match;
  const vendor = name === '*' ? '*' : vendors.find((known) => known === name);
  if (vendor === undefined) {
    throw new RangeError(`"${name}" is no vendor: take ${vendors.join(', ')} or *.`);
  }
  const probability = Number(chance);
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`The probability of "${entry}" is not between 0 and 1.`);
  }
  return { ...parseFault(fault), vendor, probability };
}

export interface Damage {
  readonly fault: Fault | null;
  /** How many frames the whole response has, to find its middle. */
  readonly frameCount: number;
  /** A frame that reports an error inside the stream, and one that is no JSON. */
  readonly errorFrame: string;
  readonly garbageFrame: string;
}

/** The same frames, damaged as the fault says; faults of other kinds leave them whole. */
export function damage(frames: Iterable<Frame>, how: Damage): Iterable<Frame> {
  const damager = how.fault === null ? undefined : damagers[how.fault.kind];
  return damager === undefined ? frames : damager(frames, how);
}

type Damager = (frames: Iterable<Frame>, how: Damage) => Iterable<Frame>;

const damagers: Readonly<Partial<Record<FaultKind, Damager>>> = {
  cut: (frames, how) => stopAfter(frames, half(how), { end: 'reset' }),
  fin: (frames, how) => stopAfter(frames, half(how), { end: 'close' }),
  stall: (frames, how) => stopAfter(frames, half(how), { end: 'hang' }),
  'error-in-200': (frames, how) => stopAfter(frames, half(how), { text: how.errorFrame }),
  garbage: (frames, how) => insertAfter(frames, half(how), how.garbageFrame),
  slow: (frames, how) => stretch(frames, Number(how.fault?.value) || slowFactor),
  drip: (frames) => drip(frames),
};

function half({ frameCount }: Damage): number {
  return Math.max(1, Math.floor(frameCount / 2));
}

/** What comes instead of the rest. */
type Last = { readonly end: Ending } | { readonly text: string };

function* stopAfter(frames: Iterable<Frame>, count: number, last: Last): Iterable<Frame> {
  let left = count;
  for (const frame of frames) {
    if (left === 0 || 'end' in frame) {
      // A reset at once could overtake what was written just before.
      const atMs = 'end' in last && last.end === 'reset' ? frame.atMs + resetLagMs : frame.atMs;
      yield { atMs, ...last };
      yield { atMs, end: 'close' };
      return;
    }
    left -= 1;
    yield frame;
  }
}

function* insertAfter(frames: Iterable<Frame>, count: number, text: string): Iterable<Frame> {
  let left = count;
  for (const frame of frames) {
    if (left === 0) {
      yield { atMs: frame.atMs, text };
    }
    left -= 1;
    yield frame;
  }
}

function* stretch(frames: Iterable<Frame>, factor: number): Iterable<Frame> {
  for (const frame of frames) {
    yield { ...frame, atMs: frame.atMs * factor };
  }
}

/** A few characters at a time, always moving and never done. */
function* drip(frames: Iterable<Frame>): Iterable<Frame> {
  let atMs = 0;
  for (const frame of frames) {
    atMs = Math.max(atMs, frame.atMs);
    if ('end' in frame) {
      yield { atMs, end: frame.end };
      continue;
    }
    for (const piece of frame.text.match(/.{1,4}/gsu) ?? []) {
      yield { atMs, text: piece };
      atMs += dripMs;
    }
  }
}

const slowFactor = 3;
const dripMs = 250;
const resetLagMs = 30;
