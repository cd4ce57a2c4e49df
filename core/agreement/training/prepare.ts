import { basename } from 'node:path';
import { comparisonsOf, opens, pairsOf, statementPairs } from '../evaluation/cases.ts';
import type { DataFile, PanelRow, Row } from '../evaluation/read-data.ts';
import type { Comparison } from '../input.ts';
import { type Panel, readPanel } from '../pairs/estimate-panel.ts';

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
  return files.flatMap((file) => file.rows.flatMap((row) => casesOf(nameOf(file), row)));
}

export function nameOf(file: DataFile): string {
  return basename(file.path, '.jsonl');
}

function casesOf(file: string, row: Row): Case[] {
  const targets = targetsOf(row);
  return comparisonsOf(row).map((comparison, index) => {
    const seed = comparison.question === '' ? (comparison.answers[0]?.text ?? '') : comparison.question;
    return {
      file,
      row,
      comparison,
      panel: readPanel(comparison),
      targets: targets[index] ?? [],
      fold: hash(seed) % foldCount,
    };
  });
}

/** What is learned from each comparison of a row. */
function targetsOf(row: Row): Target[][] {
  switch (row.kind) {
    case 'open':
      return [[]];
    case 'panel':
      return [panelTargets(row)];
    case 'labelled':
      return [row.label === 'none' ? [] : [pairTarget(row.label === 'same' ? 1 : 0, pairWeights.labelled)]];
    case 'statements':
      return statementPairs(row).map(({ a, b, label }) =>
        opens(a) && opens(b) ? [pairTarget(label, pairWeights.statements)] : [],
      );
    case 'negation':
      return [[pairTarget(row.contradicts ? 0 : 1, pairWeights.negation)]];
  }
}

function pairTarget(label: 0 | 1, weight: number): Target {
  return { i: 1, j: 0, label, weight };
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

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  }
  return value;
}
