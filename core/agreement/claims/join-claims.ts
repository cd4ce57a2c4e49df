import { findCandidates, type Place } from './find-candidates.ts';
import type { ClaimUnit } from './read-claims.ts';
import type { Weigher } from './meet-claims.ts';
import { numberWeight, type Relation, relateClaims } from './relate-claims.ts';

/** A claim in a row; `sign` is -1 where it contradicts the row's first one. */
export interface Seat {
  readonly place: Place;
  readonly sign: 1 | -1;
}

/** One point that answers make. */
export interface Row {
  /** At most one claim an answer, in the order of the answers. */
  readonly seats: readonly Seat[];
  /** How alike the likest two claims of it are that contradict each other, 0 to 1; 0 when none do. */
  readonly contrast: number;
}

interface Link extends Relation {
  readonly a: number;
  readonly b: number;
}

const alikeMin = 0.22;

/** Joins claims that make one point, the likest first. `places` come answer by answer. */
export function joinClaims(places: readonly Place[]): Row[] {
  const rows = places.map((place): Row => ({ seats: [{ place, sign: 1 }], contrast: 0 }));
  const rowOf = places.map((_, index) => index);
  for (const link of linksOf(places)) {
    const [left, right] = [rowOf[link.a] ?? 0, rowOf[link.b] ?? 0];
    const [into = none, from = none] = [rows[left], rows[right]];
    const meets = into.seats.some((seat) => from.seats.some((other) => other.place.answer === seat.place.answer));
    if (left === right || meets) {
      continue;
    }
    const flip = signAt(into, places[link.a]) * signAt(from, places[link.b]) * (link.contrary === null ? 1 : -1);
    const turned = from.seats.map(({ place, sign }): Seat => ({ place, sign: sign * flip > 0 ? 1 : -1 }));
    const contrast = Math.max(into.contrast, from.contrast, link.contrary === null ? 0 : link.likeness);
    rows[left] = { seats: [...into.seats, ...turned], contrast };
    rows[right] = none;
    rowOf.forEach((row, index) => {
      rowOf[index] = row === right ? left : row;
    });
  }
  return rows
    .filter(({ seats }) => seats.length > 0)
    .map((row) => ({ ...row, seats: row.seats.toSorted((a, b) => a.place.answer - b.place.answer) }));
}

const none: Row = { seats: [], contrast: 0 };

function signAt({ seats }: Row, place: Place | undefined): number {
  return seats.find((seat) => seat.place === place)?.sign ?? 1;
}

/** Pairs of claims of two answers that may be one point, the likest first, then in the order of the answers. */
function linksOf(places: readonly Place[]): Link[] {
  const weigh = makeWeigher(places);
  const links = findCandidates(places, weigh).flatMap(([a, b]): Link[] => {
    const [left, right] = [places[a], places[b]];
    const relation =
      left === undefined || right === undefined ? null : relateClaims({ a: left.unit, b: right.unit, weigh });
    return relation !== null && relation.likeness >= alikeMin ? [{ a, b, ...relation }] : [];
  });
  return links.toSorted((x, y) => y.likeness - x.likeness || x.a - y.a || x.b - y.b);
}

/** A word that one answer uses in claim after claim is its topic and tells claims apart no more. */
function makeWeigher(places: readonly Place[]): Weigher {
  const uses = countUses(places);
  const word: Weigher['word'] = (key, term) => term.weight / (0.5 + 0.5 * (uses.get(key) ?? 1));
  const sizes = new Map<ClaimUnit, number>();
  for (const { unit } of places) {
    let size = numberWeight * unit.numbers.length;
    for (const [key, term] of unit.terms) {
      size += word(key, term);
    }
    sizes.set(unit, size);
  }
  return { word, claim: (unit) => sizes.get(unit) ?? 0 };
}

/** In how many claims of the answer that uses it most a word stands. */
function countUses(places: readonly Place[]): Map<string, number> {
  const most = new Map<string, number>();
  let [answer, counts] = [-1, new Map<string, number>()];
  for (const place of places) {
    [answer, counts] = place.answer === answer ? [answer, counts] : [place.answer, new Map()];
    for (const key of place.unit.terms.keys()) {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      most.set(key, Math.max(count, most.get(key) ?? 0));
    }
  }
  return most;
}
