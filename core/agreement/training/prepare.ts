import { type Panel, readPanel } from '../pairs/estimate-panel.ts';
import type { Comparison } from '../input.ts';
import { readNumbers } from '../text/read-numbers.ts';
import { readTokens } from '../text/read-tokens.ts';
import type { DataFile, PanelRow, Row, StatementRow } from './read-data.ts';

/** One comparison of a data file, read once and measured many times. */
export interface Case {
  readonly file: string;
  readonly row: Row;
  readonly comparison: Comparison;
  readonly panel: Panel;
  /** What training learns from each pair j < i; empty for what it does not. */
  readonly targets: readonly Target[];
  /** 0 to 4, the same for all cases of one question. */
  readonly fold: number;
}

export interface Target {
  readonly i: number;
  readonly j: number;
  readonly label: 0 | 1;
  readonly weight: number;
}

export const foldCount = 5;
/** How much one pair counts: the read labels are the truest, right and wrong only imply them. */
const pairWeights = { panel: 1, final: 0.3, labelled: 6, statements: 1, negation: 0.3 };

export function prepare(files: readonly DataFile[]): Case[] {
  return files.flatMap((file) => file.rows.flatMap((row) => casesOf(file.name, row)));
}

/** Statements make one case a pair, as they are no panel. */
function casesOf(file: string, row: Row): Case[] {
  switch (row.kind) {
    case 'panel':
      return [
        makeCase(
          { file, row, question: row.question, texts: row.answers.map((answer) => answer.text) },
          panelTargets(row),
        ),
      ];
    case 'labelled': {
      const label = row.label === 'same' ? 1 : 0;
      const targets: Target[] = row.label === 'none' ? [] : [{ i: 1, j: 0, label, weight: pairWeights.labelled }];
      return [makeCase({ file, row, question: row.question, texts: [row.a, row.b] }, targets)];
    }
    case 'statements':
      return statementPairs(row).map(({ a, b, label }) =>
        makeCase(
          { file, row, question: row.question, texts: [a, b] },
          opens(a) && opens(b) ? [{ i: 1, j: 0, label, weight: pairWeights.statements }] : [],
        ),
      );
    case 'negation': {
      const label = row.contradicts ? 0 : 1;
      return [
        makeCase({ file, row, question: '', texts: [row.premise, row.hypothesis] }, [
          { i: 1, j: 0, label, weight: pairWeights.negation },
        ]),
      ];
    }
  }
}

export function statementPairs(row: StatementRow): { a: string; b: string; label: 0 | 1 }[] {
  return row.correct.flatMap((a, at) => [
    ...row.correct.slice(at + 1).map((b) => ({ a, b, label: 1 as const })),
    ...row.incorrect.map((b) => ({ a, b, label: 0 as const })),
  ]);
}

/** A text that opens with yes or no. */
export function opens(text: string): boolean {
  return /^\W*(?:yes|no)\b/i.test(text);
}

/** Both right: the same; one right: not; both wrong: nothing known. With `final`: by the number. */
function panelTargets(row: PanelRow): Target[] {
  return pairsOf(row).flatMap(({ i, j, sameFinal, right }): Target[] => {
    if (sameFinal !== null) {
      return [{ i, j, label: sameFinal ? 1 : 0, weight: pairWeights.final }];
    }
    return right === 0 ? [] : [{ i, j, label: right === 2 ? 1 : 0, weight: pairWeights.panel }];
  });
}

/** The pairs of a panel: how many of the two are right, and whether their final numbers are the same where given. */
export function pairsOf(row: PanelRow): { i: number; j: number; right: number; sameFinal: boolean | null }[] {
  return row.answers.flatMap((a, i) =>
    row.answers.slice(0, i).map((b, j) => ({
      i,
      j,
      right: Number(a.correct) + Number(b.correct),
      sameFinal: a.final === null || b.final === null ? null : finalValue(a.final) === finalValue(b.final),
    })),
  );
}

function finalValue(final: string): string {
  const [first] = readNumbers(final, readTokens(final));
  return first === undefined ? final.trim().toLowerCase() : String(Math.round(first.value * 1e6) / 1e6);
}

function makeCase(
  of: { file: string; row: Row; question: string; texts: readonly string[] },
  targets: readonly Target[],
): Case {
  const answers = of.texts.map((text, index) => ({
    model: `model-${String(index)}`,
    vendor: `vendor-${String(index)}`,
    text,
    trailer: null,
    refused: false,
  }));
  const comparison: Comparison = {
    question: of.question,
    answers,
    asked: answers.length,
    provisional: false,
    embedder: 'none',
    vectors: null,
  };
  const seed = of.question === '' ? (of.texts[0] ?? '') : of.question;
  return {
    file: of.file,
    row: of.row,
    comparison,
    panel: readPanel(comparison),
    targets,
    fold: hash(seed) % foldCount,
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  }
  return value;
}
