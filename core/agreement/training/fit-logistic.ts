/** Examples with one row of features each; `labels` 0 or 1. */
export interface Examples {
  readonly features: readonly Float64Array[];
  readonly labels: readonly number[];
  readonly weights: readonly number[];
}

export interface Fit {
  readonly bias: number;
  readonly weights: Float64Array;
}

const stepsMax = 40;
const stillMax = 1e-9;

/**
 * Logistic regression with an L2 penalty on all but the bias, by Newton's method (iteratively reweighted least squares).
 * Deterministic: the same examples in the same order give the same numbers.
 */
export function fitLogistic(examples: Examples, penalty: number): Fit {
  const width = (examples.features[0]?.length ?? 0) + 1;
  const solution = new Float64Array(width);
  for (let step = 0; step < stepsMax; step += 1) {
    const { gradient, curvature } = accumulate(examples, solution, penalty);
    const move = solve(curvature, gradient);
    let largest = 0;
    for (let index = 0; index < width; index += 1) {
      const part = Math.max(-2, Math.min(2, move[index] ?? 0));
      solution[index] = (solution[index] ?? 0) - part;
      largest = Math.max(largest, Math.abs(part));
    }
    if (largest < stillMax) {
      break;
    }
  }
  return { bias: solution[0] ?? 0, weights: solution.slice(1) };
}

function accumulate(
  examples: Examples,
  solution: Float64Array,
  penalty: number,
): { gradient: Float64Array; curvature: Float64Array[] } {
  const width = solution.length;
  const gradient = new Float64Array(width);
  const curvature = Array.from({ length: width }, () => new Float64Array(width));
  const row = new Float64Array(width);
  examples.features.forEach((features, at) => {
    row[0] = 1;
    row.set(features, 1);
    let total = 0;
    for (let index = 0; index < width; index += 1) {
      total += (row[index] ?? 0) * (solution[index] ?? 0);
    }
    const p = 1 / (1 + Math.exp(-total));
    const weight = examples.weights[at] ?? 1;
    addRow({ gradient, curvature }, row, {
      slope: weight * (p - (examples.labels[at] ?? 0)),
      bend: weight * p * (1 - p),
    });
  });
  for (let index = 0; index < width; index += 1) {
    const own = curvature[index];
    const pull = index === 0 ? 1e-6 : penalty;
    gradient[index] = (gradient[index] ?? 0) + pull * (solution[index] ?? 0);
    if (own !== undefined) {
      own[index] = (own[index] ?? 0) + pull;
    }
  }
  return { gradient, curvature };
}

function addRow(
  sums: { gradient: Float64Array; curvature: readonly Float64Array[] },
  row: Float64Array,
  by: { slope: number; bend: number },
): void {
  for (let i = 0; i < row.length; i += 1) {
    const value = row[i] ?? 0;
    const line = sums.curvature[i];
    if (value === 0 || line === undefined) {
      continue;
    }
    sums.gradient[i] = (sums.gradient[i] ?? 0) + by.slope * value;
    for (let j = 0; j < row.length; j += 1) {
      line[j] = (line[j] ?? 0) + by.bend * value * (row[j] ?? 0);
    }
  }
}

/** Gaussian elimination with partial pivoting; the matrix is small and positive definite. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((line, index) => Float64Array.from([...line, right[index] ?? 0]));
  const width = rows.length;
  for (let column = 0; column < width; column += 1) {
    let pivot = column;
    for (let index = column + 1; index < width; index += 1) {
      if (Math.abs(rows[index]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) {
        pivot = index;
      }
    }
    const [top, found] = [rows[column], rows[pivot]];
    if (top === undefined || found === undefined) {
      break;
    }
    [rows[column], rows[pivot]] = [found, top];
    eliminate(rows, column);
  }
  return Float64Array.from(rows, (line, index) => (line[width] ?? 0) / (line[index] || 1));
}

function eliminate(rows: readonly Float64Array[], column: number): void {
  const lead = rows[column];
  if (lead === undefined) {
    return;
  }
  for (const line of rows) {
    const factor = line === lead ? 0 : (line[column] ?? 0) / (lead[column] || 1);
    for (let index = column; index < line.length; index += 1) {
      line[index] = (line[index] ?? 0) - factor * (lead[index] ?? 0);
    }
  }
}
