import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** What a line of a data file can be; the kind is told by its fields. */
export type Row = PanelRow | LabelledRow | StatementRow | NegationRow;

/** One question, several systems, each answer judged. */
export interface PanelRow {
  readonly kind: 'panel';
  readonly question: string;
  readonly answers: readonly { model: string; text: string; correct: boolean; final: string | null }[];
}

/** Two answers, read by a person. */
export interface LabelledRow {
  readonly kind: 'labelled';
  readonly question: string;
  readonly a: string;
  readonly b: string;
  readonly label: 'same' | 'partial' | 'different' | 'none';
}

/** Right and wrong statements about one question. */
export interface StatementRow {
  readonly kind: 'statements';
  readonly question: string;
  readonly correct: readonly string[];
  readonly incorrect: readonly string[];
}

/** A sentence and one that says the same or the contrary by negations and opposites. */
export interface NegationRow {
  readonly kind: 'negation';
  readonly premise: string;
  readonly hypothesis: string;
  readonly contradicts: boolean;
}

export interface DataFile {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Reads files of JSON lines; a line of an unknown shape is an error that names its file and number. */
export function readData(paths: readonly string[]): DataFile[] {
  return paths.map((path) => ({
    name: basename(path).replace(/\.jsonl$/, ''),
    rows: readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parseRow(line, `${path}:${String(index + 1)}`)])),
  }));
}

interface Raw {
  readonly question?: string;
  readonly answers?: readonly { model: string; text: string; correct: boolean; final?: string | number }[];
  readonly a?: string;
  readonly b?: string;
  readonly label?: LabelledRow['label'];
  readonly correct?: readonly string[];
  readonly incorrect?: readonly string[];
  readonly premise?: string;
  readonly hypothesis?: string;
  readonly contradicts?: boolean;
}

function parseRow(line: string, place: string): Row {
  const raw = JSON.parse(line) as Raw;
  const question = raw.question ?? '';
  if (raw.answers !== undefined) {
    const answers = raw.answers.map((answer) => ({
      ...answer,
      final: answer.final === undefined ? null : String(answer.final),
    }));
    return { kind: 'panel', question, answers };
  }
  if (raw.a !== undefined && raw.b !== undefined && raw.label !== undefined) {
    return { kind: 'labelled', question, a: raw.a, b: raw.b, label: raw.label };
  }
  if (raw.correct !== undefined && raw.incorrect !== undefined) {
    return { kind: 'statements', question, correct: raw.correct, incorrect: raw.incorrect };
  }
  if (raw.premise !== undefined && raw.hypothesis !== undefined) {
    const { premise, hypothesis, contradicts = false } = raw;
    return { kind: 'negation', premise, hypothesis, contradicts };
  }
  throw new Error(`${place} has none of the known shapes`);
}
