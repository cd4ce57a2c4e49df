import type { SQLInputValue } from 'node:sqlite';
import { ConsilienceError } from '../../errors.ts';
import type { Comparison, Filter, Find, Scalar } from '../../ports/document-query.ts';
import { decodeCursor } from './cursor.ts';
import { fieldsOf } from './paths.ts';

/** A piece of SQL whose values are bound, never written into it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Values of one `in`, at most. */
const choicesMax = 1_000;

/** All parts of the filter must hold; an empty one holds always. Throws `body_invalid` for anything but scalars and comparisons. */
export function conditionOf(filter: Filter): Condition {
  return all(Object.entries(filter).map(([path, wanted]) => fieldCondition(path, wanted)));
}

export function all(conditions: readonly Condition[]): Condition {
  return conditions.length === 0
    ? { sql: '1', values: [] }
    : {
        sql: conditions.map((c) => `(${c.sql})`).join(' AND '),
        values: conditions.flatMap((c) => c.values),
      };
}

/** The SQL of a field: the same text in queries and in indexes, so that the indexes are used. */
export function columnOf(path: string): string {
  const fields = fieldsOf(path);
  return path === 'id' || path === 'workspace' ? path : `json_extract(body, '$.${fields.join('.')}')`;
}

/** What follows `cursor` in the order of `sort`; nulls come before everything else, as in MongoDB. */
export function afterCursor(sort: Find['sort'], cursor: string): Condition {
  const column = columnOf(sort.field);
  const [value, id] = decodeCursor(sort, cursor);
  if (sort.order === 'ascending') {
    return value === null
      ? { sql: `(${column} IS NULL AND id > ?) OR ${column} IS NOT NULL`, values: [id] }
      : { sql: `(${column}, id) > (?, ?)`, values: [value, id] };
  }
  return value === null
    ? { sql: `${column} IS NULL AND id < ?`, values: [id] }
    : { sql: `(${column}, id) < (?, ?) OR ${column} IS NULL`, values: [value, id] };
}

function fieldCondition(path: string, wanted: Scalar | Comparison): Condition {
  const field: Field = { column: columnOf(path), kind: kindOf(path) };
  return isScalar(wanted) ? equals(field, wanted) : compared(field, wanted);
}

interface Field {
  readonly column: string;
  /** SQL that tells the JSON type of the value. */
  readonly kind: string;
}

function kindOf(path: string): string {
  return path === 'id' || path === 'workspace' ? `'text'` : `json_type(body, '$.${path}')`;
}

/** The JSON type is compared too: 1, true and "1" are three values. */
function equals(field: Field, wanted: Scalar): Condition {
  if (wanted === null) {
    return { sql: `${field.column} IS NULL`, values: [] };
  }
  if (typeof wanted === 'boolean') {
    return { sql: `${field.kind} IS '${wanted ? 'true' : 'false'}'`, values: [] };
  }
  return typeof wanted === 'number'
    ? { sql: `${field.column} = ? AND ${field.kind} IN ('integer', 'real')`, values: [finite(wanted)] }
    : { sql: `${field.column} = ? AND ${field.kind} = 'text'`, values: [wanted] };
}

function compared(field: Field, comparison: unknown): Condition {
  const [[operator, operand] = [], ...more] = Object.entries(comparison ?? {});
  if (operator === undefined || more.length > 0) {
    throw refused('A comparison has one operator.');
  }
  switch (operator) {
    case 'in':
      return oneOf(field, operand);
    case 'ne':
      return differs(field, operand);
    case 'lt':
      return ordered(field, '<', operand);
    case 'gt':
      return ordered(field, '>', operand);
    default:
      throw refused('A comparison is in, ne, lt or gt.');
  }
}

function oneOf(field: Field, choices: unknown): Condition {
  if (!Array.isArray(choices) || choices.length > choicesMax || !choices.every(isScalar)) {
    throw refused(`A choice is of at most ${choicesMax} scalars.`);
  }
  const equal = choices.map((choice) => equals(field, choice));
  return equal.length === 0
    ? { sql: '0', values: [] }
    : { sql: equal.map((c) => `(${c.sql})`).join(' OR '), values: equal.flatMap((c) => c.values) };
}

function differs(field: Field, unwanted: unknown): Condition {
  if (!isScalar(unwanted)) {
    throw refused('Only scalars can be compared.');
  }
  const equal = equals(field, unwanted);
  return { sql: `(${equal.sql}) IS NOT 1`, values: equal.values };
}

function ordered(field: Field, sign: '<' | '>', bound: unknown): Condition {
  if (typeof bound === 'string') {
    return { sql: `${field.column} ${sign} ? AND ${field.kind} = 'text'`, values: [bound] };
  }
  if (typeof bound === 'number') {
    return { sql: `${field.column} ${sign} ? AND ${field.kind} IN ('integer', 'real')`, values: [finite(bound)] };
  }
  throw refused('Only strings and numbers have an order.');
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function finite(value: number): number {
  if (!Number.isFinite(value)) {
    throw refused('A filter holds finite numbers only.');
  }
  return value;
}

function refused(message: string): ConsilienceError {
  return new ConsilienceError('body_invalid', { message });
}
