import type { ClaimTable } from '../../consensus/view/index.ts';
import { alignClaims } from '../claims/align-claims.ts';
import { type Aligner, type ClaimMeasures, type LabelledPanel, measureClaims } from '../claims/measure-claims.ts';
import { measurePlanted, type PlantedMeasures } from '../claims/plant-difference.ts';
import type { OpenRow, Row } from './read-data.ts';

/** How well claims are aligned on one part of a file, and by a baseline that sees no contradiction. */
export interface ClaimReport extends ClaimMeasures, PlantedMeasures {
  readonly split: string;
  /** The same rows of claims, all of them taken as saying the same. */
  readonly likeness: ClaimMeasures & PlantedMeasures;
}

/** Each part of the file that its rows name; null when no row has labelled claims. */
export function measureOpen(rows: readonly Row[]): ClaimReport[] | null {
  const open = rows.filter((row): row is OpenRow => row.kind === 'open');
  const splits = [...new Set(open.map(({ split }) => split))];
  return open.length === 0
    ? null
    : splits.map((split) => {
        const panels = open.filter((row) => row.split === split);
        return {
          split,
          ...measureBoth(panels, ({ question, answers }) => alignClaims(question, answers)),
          likeness: measureBoth(panels, ({ question, answers }) =>
            withoutContradictions(alignClaims(question, answers)),
          ),
        };
      });
}

function measureBoth(panels: readonly LabelledPanel[], align: Aligner): ClaimMeasures & PlantedMeasures {
  return { ...measureClaims(panels, align), ...measurePlanted(panels, align) };
}

function withoutContradictions(table: ClaimTable): ClaimTable {
  return {
    ...table,
    claims: table.claims.map((claim) => ({
      ...claim,
      stances: claim.stances.map((stance) => ({
        ...stance,
        stance: stance.stance === 'silent' ? stance.stance : ('supports' as const),
      })),
    })),
  };
}
