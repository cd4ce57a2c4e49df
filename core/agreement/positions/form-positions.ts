import type { Position } from '../../consensus/view/index.ts';
import type { ComparedAnswer } from '../input.ts';
import type { Reading } from '../text/reading.ts';
import { cluster } from './cluster.ts';
import { quote, summarize } from './describe.ts';

/** The answers that take a position, by index, and what is known of each pair. */
export interface Field {
  readonly answers: readonly ComparedAnswer[];
  readonly readings: readonly Reading[];
  readonly matrix: readonly (readonly number[])[];
  readonly conflicts: readonly (readonly boolean[])[];
}

/** A position with the indices of its answers, the medoid first. */
export interface Group {
  readonly members: readonly number[];
  /** Mean p of its pairs; 0 for a single answer, which nothing confirms. */
  readonly inside: number;
}

/** Groups of answers that say the same, strongest first: by size, then mean p, then the order of the panel. */
export function groupAnswers(field: Field): Group[] {
  const taking = field.readings.flatMap((reading, index) => (reading.abstains ? [] : [index]));
  const pick = <T>(matrix: readonly (readonly T[])[]): T[][] =>
    taking.map((i) => taking.flatMap((j) => matrix[i]?.slice(j, j + 1) ?? []));
  const groups = cluster(pick(field.matrix), pick(field.conflicts)).map((group) =>
    group.flatMap((place) => taking.slice(place, place + 1)),
  );
  return groups
    .map((members) => ({ members: medoidFirst(members, field.matrix), inside: meanInside(members, field.matrix) }))
    .toSorted(
      (a, b) =>
        b.members.length - a.members.length || b.inside - a.inside || Math.min(...a.members) - Math.min(...b.members),
    );
}

export function describeGroup(group: Group, place: number, field: Field): Position {
  const medoid = group.members[0] ?? 0;
  const [answer, reading] = [field.answers[medoid], field.readings[medoid]];
  return {
    id: String.fromCharCode(65 + place),
    summary: answer === undefined || reading === undefined ? '' : summarize(answer, reading),
    quote: reading === undefined ? '' : quote(reading),
    models: group.members.map((index) => field.answers[index]?.model ?? ''),
  };
}

function medoidFirst(members: readonly number[], matrix: readonly (readonly number[])[]): number[] {
  let medoid = members[0] ?? 0;
  let most = -1;
  for (const member of members) {
    const total = members.reduce((part, other) => part + (other === member ? 0 : (matrix[member]?.[other] ?? 0)), 0);
    if (total > most + 1e-9) {
      [medoid, most] = [member, total];
    }
  }
  return [medoid, ...members.filter((member) => member !== medoid)];
}

function meanInside(members: readonly number[], matrix: readonly (readonly number[])[]): number {
  let total = 0;
  let pairs = 0;
  members.forEach((i, place) => {
    for (const j of members.slice(place + 1)) {
      total += matrix[i]?.[j] ?? 0;
      pairs += 1;
    }
  });
  return pairs === 0 ? 0 : total / pairs;
}
