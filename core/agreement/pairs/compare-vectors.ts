import type { Reading } from '../text/reading.ts';

/** Cosines of unit vectors, or of the answers' own words when there are none; symmetric, 1 on the diagonal. */
export function cosines(readings: readonly Reading[], vectors: readonly Float32Array[] | null): number[][] {
  const made = readings.map(() => readings.map(() => 1));
  for (let i = 0; i < readings.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const value = vectors === null ? wordCosine(readings[i], readings[j]) : dot(vectors[i], vectors[j]);
      const bounded = Number.isFinite(value) ? Math.round(Math.min(1, Math.max(-1, value)) * 1e4) / 1e4 : 0;
      setBoth(made, { i, j, value: bounded });
    }
  }
  return made;
}

export function setBoth<T>(matrix: T[][], cell: { i: number; j: number; value: T }): void {
  const [left, right] = [matrix[cell.i], matrix[cell.j]];
  if (left !== undefined && right !== undefined) {
    left[cell.j] = cell.value;
    right[cell.i] = cell.value;
  }
}

function dot(a: Float32Array | undefined, b: Float32Array | undefined): number {
  let total = 0;
  for (let index = 0; index < (a?.length ?? 0); index += 1) {
    total += (a?.[index] ?? 0) * (b?.[index] ?? 0);
  }
  return total;
}

function wordCosine(a: Reading | undefined, b: Reading | undefined): number {
  let product = 0;
  for (const [key, weight] of a?.full ?? []) {
    product += weight * (b?.full.get(key) ?? 0);
  }
  const length = Math.sqrt(squares(a) * squares(b));
  return length === 0 ? 0 : product / length;
}

function squares(reading: Reading | undefined): number {
  let total = 0;
  for (const weight of reading?.full.values() ?? []) {
    total += weight * weight;
  }
  return total;
}
