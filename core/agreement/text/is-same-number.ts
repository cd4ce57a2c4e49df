import { isSameClock } from './read-clock.ts';
import type { NumberMention } from './read-numbers.ts';

/** Conversions between units are often rounded: to the last digit given, within these parts of the value. */
const convertedMin = 0.006;
const convertedMax = 0.02;
/** What "about" leaves open. */
const hedgedMax = 0.03;
/** Per cent that a rounded share may be off. */
const roundedShare = 0.5;
const groupSlack = 0.5 * 10 ** -3;

/** The same number when their margins meet; units count only where both give one. */
export function isSameNumber(a: NumberMention, b: NumberMention): boolean {
  if (a.unit === 'clock' && b.unit === 'clock') {
    return isSameClock(a, b);
  }
  const oneWay = [isGrouped, isInRange, isSameShare].some((same) => same(a, b) || same(b, a));
  return oneWay || (isOneUnit(a, b) ? isNear(a, b) : a.unit === b.unit && areConverted(a, b));
}

function isOneUnit(a: NumberMention, b: NumberMention): boolean {
  return a.unit === '' || b.unit === '' || (a.unit === b.unit && a.factor === b.factor);
}

function isNear(a: NumberMention, b: NumberMention): boolean {
  const loose = a.hedged || b.hedged ? hedgedMax * Math.max(Math.abs(a.value), Math.abs(b.value)) : 0;
  return Math.abs(a.value - b.value) <= Math.max(a.slack, b.slack, loose) + 1e-9 * Math.abs(a.value);
}

function areConverted(a: NumberMention, b: NumberMention): boolean {
  const [left, right] = [a.value * a.factor, b.value * b.factor];
  const size = Math.max(Math.abs(left), Math.abs(right));
  const rounded = Math.max((a.slack || 0.5) * a.factor, (b.slack || 0.5) * b.factor);
  const loose = a.hedged || b.hedged ? convertedMax * size : Math.min(convertedMax * size, rounded);
  return Math.abs(left - right) <= Math.max(convertedMin * size, loose);
}

/** One is a range and the other lies in it or overlaps it; only where the units do not differ. */
function isInRange(a: NumberMention, b: NumberMention): boolean {
  const unlike = a.unit !== b.unit && a.unit !== '' && b.unit !== '';
  const ranged = (a.high > a.low || b.high > b.low) && !(a.open && b.open);
  const [left, right] = a.unit === b.unit ? [a.factor, b.factor] : [1, 1];
  return ranged && !unlike && a.low * left <= b.high * right && b.low * right <= a.high * left;
}

/** A share of a whole beside per cent, or beside the same share written otherwise: "one in four", "a quarter", 0.25, 25 %. */
function isSameShare(a: NumberMention, b: NumberMention): boolean {
  const part = a.share ?? (a.unit === '' && a.value > 0 && a.value < 1 ? a.value : null);
  if (part === null) {
    return false;
  }
  if (b.unit === '%') {
    const loose = a.hedged || b.hedged ? hedgedMax * b.value : 0;
    return Math.abs(100 * part - b.value) <= Math.max(b.slack, 100 * a.slack, roundedShare, loose);
  }
  const other = b.share ?? b.value;
  return a.share !== null && Math.abs(part - other) <= Math.max(a.slack, b.slack, 1e-9);
}

/** 2.962 on the continent is 2962 elsewhere. */
function isGrouped(a: NumberMention, b: NumberMention): boolean {
  return a.slack === groupSlack && b.slack === 0 && a.unit === b.unit && Math.round(a.value * 1_000) === b.value;
}
