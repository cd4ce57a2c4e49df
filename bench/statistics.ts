/** Of at least one value; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The nearest-rank quantile; NaN of no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
