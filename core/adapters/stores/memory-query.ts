import { ConsilienceError } from '../../errors.ts';
import type { Filter, Scalar } from '../../ports/document-query.ts';
import { fieldsOf } from './paths.ts';

type Test = (document: unknown) => boolean;

/** Values of one `in`, at most. */
const choicesMax = 1_000;

/** Whether a document passes the filter. Throws `body_invalid` for anything but scalars and comparisons. */
export function passing(filter: Filter): Test {
  const tests = Object.entries(filter).map(([path, wanted]): Test => {
    const fields = fieldsOf(path);
    const holds = isScalar(wanted) ? equals(wanted) : compared(wanted);
    return (document) => holds(valueAt(document, fields));
  });
  return (document) => tests.every((test) => test(document));
}

/** The value at a path, or null where there is none. */
export function valueAt(document: unknown, fields: readonly string[]): unknown {
  let value = document;
  for (const field of fields) {
    if (typeof value !== 'object' || value === null) {
      return null;
    }
    value = (value as Record<string, unknown>)[field];
  }
  return value ?? null;
}

/** The order of two values: null, then numbers, then texts. */
export function compareValues(left: unknown, right: unknown): number {
  const ranks = rankOf(left) - rankOf(right);
  if (ranks !== 0 || left === null) {
    return ranks;
  }
  const [a, b] = [left as string, right as string];
  return a < b ? -1 : Number(a > b);
}

function rankOf(value: unknown): number {
  return value === null ? 0 : typeof value === 'string' ? 2 : 1;
}

function equals(wanted: Scalar): Test {
  if (typeof wanted === 'number') {
    refuseInfinite(wanted);
  }
  return (value) => value === wanted;
}

function compared(comparison: unknown): Test {
  const [[operator, operand] = [], ...more] = Object.entries(comparison ?? {});
  if (operator === undefined || more.length > 0) {
    throw refused('A comparison has one operator.');
  }
  switch (operator) {
    case 'in':
      return oneOf(operand);
    case 'ne':
      return differs(operand);
    case 'lt':
      return ordered(operand, (order) => order < 0);
    case 'gt':
      return ordered(operand, (order) => order > 0);
    default:
      throw refused('A comparison is in, ne, lt or gt.');
  }
}

function oneOf(choices: unknown): Test {
  if (!Array.isArray(choices) || choices.length > choicesMax || !choices.every(isScalar)) {
    throw refused(`A choice is of at most ${choicesMax} scalars.`);
  }
  const tests = choices.map(equals);
  return (value) => tests.some((test) => test(value));
}

function differs(unwanted: unknown): Test {
  if (!isScalar(unwanted)) {
    throw refused('Only scalars can be compared.');
  }
  const same = equals(unwanted);
  return (value) => !same(value);
}

function ordered(bound: unknown, holds: (order: number) => boolean): Test {
  if (typeof bound === 'number') {
    refuseInfinite(bound);
  } else if (typeof bound !== 'string') {
    throw refused('Only strings and numbers have an order.');
  }
  return (value) => typeof value === typeof bound && holds(compareValues(value, bound));
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function refuseInfinite(value: number): void {
  if (!Number.isFinite(value)) {
    throw refused('A filter holds finite numbers only.');
  }
}

function refused(message: string): ConsilienceError {
  return new ConsilienceError('body_invalid', { message });
}
