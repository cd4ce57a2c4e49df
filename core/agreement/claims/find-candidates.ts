import type { ClaimUnit } from './read-claims.ts';
import type { Weigher } from './meet-claims.ts';
import { numberWeight } from './relate-claims.ts';

/** A claim and the answer it stands in. */
export interface Place {
  readonly answer: number;
  readonly unit: ClaimUnit;
}

const sharedMin = 0.1;
const stemLetters = 4;

/** Pairs of claims of two answers, by index, that share enough beginnings of words, or numbers, to be worth a closer look. */
export function findCandidates(places: readonly Place[], weigh: Weigher): [a: number, b: number][] {
  const index = makeIndex(places, weigh);
  const pairs: [number, number][] = [];
  const shared = new Float64Array(places.length);
  places.forEach(({ answer, unit }, a) => {
    shared.fill(0);
    for (const [mark] of marksOf(unit, weigh)) {
      for (const { place, weight } of index.get(mark) ?? []) {
        shared[place] = (shared[place] ?? 0) + weight;
      }
    }
    const own = weigh.claim(unit);
    for (let b = a + 1; b < places.length; b += 1) {
      const other = places[b];
      if (other !== undefined && other.answer !== answer) {
        const enough = sharedMin * Math.min(own, weigh.claim(other.unit));
        if ((shared[b] ?? 0) > enough) {
          pairs.push([a, b]);
        }
      }
    }
  });
  return pairs;
}

interface Posting {
  readonly place: number;
  readonly weight: number;
}

function makeIndex(places: readonly Place[], weigh: Weigher): Map<string, Posting[]> {
  const index = new Map<string, Posting[]>();
  places.forEach(({ unit }, place) => {
    for (const [mark, weight] of marksOf(unit, weigh)) {
      const known = index.get(mark);
      const posting = { place, weight };
      if (known === undefined) {
        index.set(mark, [posting]);
      } else {
        known.push(posting);
      }
    }
  });
  return index;
}

/** By what claims are found again, and what each is worth: beginnings of words, what numbers count, and that they choose. */
function marksOf(unit: ClaimUnit, weigh: Weigher): Map<string, number> {
  const marks = new Map<string, number>();
  for (const [key, term] of unit.terms) {
    marks.set(term.word.slice(0, stemLetters), weigh.word(key, term));
  }
  for (const number of unit.numbers) {
    marks.set(`# ${number.unit || number.counted}`, numberWeight);
  }
  if (unit.choice !== null) {
    marks.set('# choice', numberWeight);
  }
  return marks;
}
