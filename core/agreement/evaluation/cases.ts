import type { Comparison } from '../input.ts';
import { readNumbers } from '../text/read-numbers.ts';
import { readTokens } from '../text/read-tokens.ts';
import type { PanelRow, Row, StatementRow } from './read-data.ts';

/** What the engine is given of a row. A row of statements makes one for each pair, as they are no panel. */
export function comparisonsOf(row: Row): Comparison[] {
  switch (row.kind) {
    case 'open':
    case 'panel':
      return [comparisonOf(row.question, ...row.answers.map((answer) => answer.text))];
    case 'labelled':
      return [comparisonOf(row.question, row.a, row.b)];
    case 'statements':
      return statementPairs(row).map(({ a, b }) => comparisonOf(row.question, a, b));
    case 'negation':
      return [comparisonOf('', row.premise, row.hypothesis)];
  }
}

/** Two right statements agree; a right and a wrong one do not; of two wrong ones nothing is known. */
export function statementPairs(row: StatementRow): { a: string; b: string; label: 0 | 1 }[] {
  return row.correct.flatMap((a, at) => [
    ...row.correct.slice(at + 1).map((b) => ({ a, b, label: 1 as const })),
    ...row.incorrect.map((b) => ({ a, b, label: 0 as const })),
  ]);
}

/** A text that opens with yes or no, in a few languages. */
export function opens(text: string): boolean {
  return /^[^\p{L}\p{N}_]*(?:yes|no|sí|sì|oui|non|ja|nein|sim|não|是|是的|不|不是|はい|いいえ)(?![\p{L}\p{N}_])/iu.test(
    text,
  );
}

/** A pair j < i of a panel: how many of the two are right, and whether their final numbers are the same where given. */
export interface JudgedPair {
  readonly i: number;
  readonly j: number;
  readonly right: number;
  readonly sameFinal: boolean | null;
}

export function pairsOf(row: PanelRow): JudgedPair[] {
  const finals = row.answers.map((answer) => finalValue(answer.final ?? null));
  return row.answers.flatMap((a, i) =>
    row.answers.slice(0, i).map((b, j) => ({
      i,
      j,
      right: Number(a.correct) + Number(b.correct),
      sameFinal: finals[i] === null || finals[j] === null ? null : finals[i] === finals[j],
    })),
  );
}

function finalValue(final: string | number | null): string | null {
  if (final === null) {
    return null;
  }
  const text = String(final);
  const [first] = readNumbers(text, readTokens(text));
  return first === undefined ? text.trim().toLowerCase() : String(Math.round(first.value * 1e6) / 1e6);
}

function comparisonOf(question: string, ...texts: readonly string[]): Comparison {
  const answers = texts.map((text, index) => ({
    model: `model-${String(index)}`,
    vendor: `vendor-${String(index)}`,
    text,
    trailer: null,
    refused: false,
  }));
  return { question, answers, asked: answers.length, provisional: false, embedder: 'none', vectors: null };
}
