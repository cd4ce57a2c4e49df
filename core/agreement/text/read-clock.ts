import { lastTokenBefore, type Token, tokenAt } from './read-tokens.ts';

/** A time of day, in minutes. */
export interface Clock {
  readonly value: number;
  /** Minutes ahead of UTC; null where none is given. */
  readonly zone: number | null;
  readonly to: number;
}

const clockPattern = /^(\d{1,2})(?::(\d{2}))?(?::\d{2})?$/;
const halfPattern = /^(?:\.(\d{2}))?\s?([ap])\.?\s?m\b\.?/iu;
export const namedTimes: ReadonlyMap<string, number> = new Map([
  ['noon', 720],
  ['midday', 720],
  ['midnight', 0],
]);

/** "2:00 pm", "2 p.m.", "14:30 UTC", "noon". */
export function readClock(text: string, tokens: readonly Token[], index: number): Clock | null {
  const token = tokenAt(tokens, index);
  const name = namedTimes.get(token.word);
  if (name !== undefined) {
    return { value: name, ...zoneAfter(text, tokens, index) };
  }
  const match = clockPattern.exec(token.word);
  const half = match === null ? null : halfPattern.exec(text.slice(token.end, token.end + 10));
  const value = match === null ? null : minutesOf(match, half);
  if (value === null) {
    return null;
  }
  const to = half === null ? index : lastTokenBefore(tokens, index, token.end + half[0].length);
  return { value, ...zoneAfter(text, tokens, to) };
}

function minutesOf([, hour = '', minute]: RegExpExecArray, half: RegExpExecArray | null): number | null {
  const hours = Number(hour);
  if (hours > 24 || (half === null && minute === undefined)) {
    return null;
  }
  if (half === null) {
    return 60 * (hours % 24) + Number(minute);
  }
  const [, late, letter = ''] = half;
  return 60 * ((hours % 12) + (letter.toLowerCase() === 'p' ? 12 : 0)) + Number(minute ?? late ?? 0);
}

/** Hours ahead of UTC. */
const zones: ReadonlyMap<string, number> = new Map(
  `utc:0 gmt:0 wet:0 bst:1 cet:1 mez:1 cest:2 mesz:2 eet:2 eest:3 msk:3 ist:5.5 jst:9 kst:9 aest:10 aedt:11 est:-5 edt:-4 et:-5 cst:-6
  cdt:-5 mst:-7 mdt:-6 pst:-8 pdt:-7 hst:-10`
    .split(/\s+/)
    .map((entry): [string, number] => [
      entry.slice(0, entry.indexOf(':')),
      Number(entry.slice(entry.indexOf(':') + 1)),
    ]),
);
const offsetPattern = /^\s?([+−-])\s?(\d{1,2})(?::?(\d{2}))?/u;

function zoneAfter(text: string, tokens: readonly Token[], last: number): Pick<Clock, 'zone' | 'to'> {
  const next = tokenAt(tokens, last + 1);
  const hours = zones.get(next.word);
  if (hours === undefined || next.start - tokenAt(tokens, last).end > 2) {
    return { zone: null, to: last };
  }
  const offset = hours === 0 ? offsetPattern.exec(text.slice(next.end, next.end + 9)) : null;
  const sign = offset?.[1] === '+' ? 1 : -1;
  const ahead = offset === null ? 60 * hours : sign * (60 * Number(offset[2]) + Number(offset[3] ?? 0));
  return { zone: ahead, to: last + 1 };
}

type Moment = Pick<Clock, 'value' | 'zone'>;

/** The same moment of the day; zones count where both give one. */
export function isSameClock(a: Moment, b: Moment): boolean {
  const apart = a.zone === null || b.zone === null ? 0 : a.zone - b.zone;
  return (a.value - b.value - apart) % 1_440 === 0;
}
