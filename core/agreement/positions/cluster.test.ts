import { array, assert, boolean, constantFrom, double, integer, oneof, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { cluster } from './cluster.ts';

/** Symmetric values of up to six answers from the list of their pairs. */
const panel = integer({ min: 0, max: 6 }).chain((size) => {
  const p = oneof(double({ min: 0, max: 1, noNaN: true }), constantFrom(0, 0.1, 0.5, 0.9, 1));
  const pairs = array(tuple(p, boolean(), boolean()), { minLength: 15, maxLength: 15 });
  return pairs.map((values) => {
    const at = (i: number, j: number) => values[(Math.max(i, j) * (Math.max(i, j) - 1)) / 2 + Math.min(i, j)];
    return {
      matrix: fill(size, 1, (i, j) => at(i, j)?.[0] ?? 0),
      conflicts: fill(size, false, (i, j) => at(i, j)?.[1] === true && at(i, j)?.[2] === true),
    };
  });
});

it('finds a partition that none of all partitions beats, and none with a conflict inside', () => {
  assert(
    property(panel, ({ matrix, conflicts }) => {
      const found = cluster(matrix, conflicts);
      expect(found.flat().toSorted((a, b) => a - b)).toEqual(matrix.map((_, index) => index));
      const value = (groups: readonly (readonly number[])[]) => valueOf(groups, matrix, conflicts);
      const best = Math.max(...partitions(matrix.length).map(value));
      expect(value(found)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
      expect(value(found)).toBeGreaterThan(best - 1e-6);
    }),
    { numRuns: 300 },
  );
});

it('tries all 4,140 partitions of eight answers and leaves equal ones together', () => {
  const all = Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => 0.5));
  expect(partitions(8)).toHaveLength(4_140);
  expect(cluster(all, [])).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
});

function fill<T>(...[size, same, of]: [number, T, (i: number, j: number) => T]): T[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? same : of(i, j))));
}

/** Every way to divide `size` answers into groups, by joining the last one to each group or to none. */
function partitions(size: number): number[][][] {
  if (size === 0) {
    return [[]];
  }
  const last = size - 1;
  return partitions(last).flatMap((groups) => [
    ...groups.map((group, at) => groups.with(at, [...group, last])),
    [...groups, [last]],
  ]);
}

function valueOf(...[groups, matrix, conflicts]: [readonly (readonly number[])[], number[][], boolean[][]]): number {
  let total = 0;
  for (const group of groups) {
    for (const i of group) {
      for (const j of group.filter((other) => other < i)) {
        const p = Math.min(0.999, Math.max(0.001, matrix[i]?.[j] ?? 0));
        total += conflicts[i]?.[j] === true ? Number.NEGATIVE_INFINITY : Math.log(p / (1 - p));
      }
    }
  }
  return total;
}
