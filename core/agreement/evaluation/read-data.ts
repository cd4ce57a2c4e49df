import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { answersMax } from '../positions/cluster.ts';

/** Where a point stands in an answer; the quote is empty where the answer is silent. */
const stance = z.object({ stance: z.enum(['supports', 'contradicts', 'silent']), quote: z.string() });
const openPanel = z
  .object({
    question: z.string(),
    split: z.string().default('all'),
    answers: z
      .array(z.object({ model: z.string(), text: z.string() }))
      .min(2)
      .max(answersMax),
    claims: z.array(z.object({ stances: z.array(stance) })).min(1),
  })
  .refine(
    ({ answers, claims }) =>
      claims.every(
        ({ stances }) =>
          stances.length === answers.length &&
          stances.every(
            ({ stance: own, quote }, index) =>
              (own === 'silent') === (quote === '') && answers[index]?.text.includes(quote) === true,
          ),
      ),
    'each claim needs one stance an answer, with a quote of it unless silent',
  );
const final = z.union([z.string(), z.number()]).nullish();
const answer = z.object({ model: z.string().default(''), text: z.string(), correct: z.boolean(), final });

/** The shapes of a line, told apart by their fields; the first that has its fields is the line's. */
const shapes = {
  /** Long answers, the points they make labelled. */
  open: { fields: ['answers', 'claims'], schema: openPanel },
  /** One question, several systems, each answer judged. */
  panel: {
    fields: ['answers'],
    schema: z.object({ question: z.string(), answers: z.array(answer).min(1).max(answersMax) }),
  },
  /** Two answers, read by a person. */
  labelled: {
    fields: ['a', 'b', 'label'],
    schema: z.object({
      question: z.string(),
      a: z.string(),
      b: z.string(),
      label: z.enum(['same', 'partial', 'different', 'none']),
    }),
  },
  /** Right and wrong statements about one question. */
  statements: {
    fields: ['correct', 'incorrect'],
    schema: z.object({ question: z.string(), correct: z.array(z.string()), incorrect: z.array(z.string()) }),
  },
  /** A sentence and one that says the same, or the contrary by negations and opposites. */
  negation: {
    fields: ['premise', 'hypothesis'],
    schema: z.object({ premise: z.string(), hypothesis: z.string(), contradicts: z.boolean() }),
  },
} as const;

type Shapes = typeof shapes;
type RowOf<Kind extends keyof Shapes> = { readonly kind: Kind } & Readonly<z.infer<Shapes[Kind]['schema']>>;

export type OpenRow = RowOf<'open'>;
export type PanelRow = RowOf<'panel'>;
export type LabelledRow = RowOf<'labelled'>;
export type StatementRow = RowOf<'statements'>;
export type NegationRow = RowOf<'negation'>;
export type Row = OpenRow | PanelRow | LabelledRow | StatementRow | NegationRow;

export interface DataFile {
  readonly path: string;
  readonly rows: readonly Row[];
  /** The lines left out, one sentence each with the number of the line. */
  readonly skipped: readonly string[];
}

/** A file that cannot be used at all; the message is one sentence for the person who named it. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** Reads a file of JSON lines. Throws a `DataError` when it cannot be read or no line has a known shape. */
export function readData(path: string): DataFile {
  const lines = readText(path).split(/\r?\n/);
  const skipped: string[] = [];
  const rows = lines.flatMap((line, index): Row[] => {
    if (line.trim() === '') {
      return [];
    }
    const row = parseRow(line);
    if (typeof row === 'string') {
      skipped.push(`line ${String(index + 1)}: ${row}`);
      return [];
    }
    return [row];
  });
  if (rows.length === 0) {
    throw new DataError(`${path} has no row to evaluate${skipped[0] === undefined ? '' : `; ${skipped[0]}`}`);
  }
  return { path, rows, skipped };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new DataError(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`, {
      cause,
    });
  }
}

/** The row, or one sentence on what is wrong with the line. */
function parseRow(line: string): Row | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not valid JSON';
  }
  const has = (field: string) => typeof value === 'object' && value !== null && Object.hasOwn(value, field);
  const kind = (Object.keys(shapes) as (keyof Shapes)[]).find((name) => shapes[name].fields.every(has));
  if (kind === undefined) {
    const known = Object.entries(shapes).map(([name, { fields }]) => `${name} (${fields.join(', ')})`);
    return `none of the known shapes: ${known.join('; ')}`;
  }
  const parsed = shapes[kind].schema.safeParse(value);
  return parsed.success ? ({ kind, ...parsed.data } as Row) : `${kind}: ${firstIssue(parsed.error)}`;
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'invalid' : `${issue.path.join('.') || 'the row'}: ${issue.message}`;
}
