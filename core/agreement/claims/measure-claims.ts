import type { ClaimTable, Stance } from '../../consensus/view/index.ts';

/** A panel of long answers whose points were labelled: which answer makes each, and in which words. */
export interface LabelledPanel {
  readonly question: string;
  readonly answers: readonly { readonly model: string; readonly text: string }[];
  readonly claims: readonly {
    /** One an answer, in their order; the quote is empty where it is silent. */
    readonly stances: readonly { readonly stance: Stance; readonly quote: string }[];
  }[];
}

export interface Share {
  readonly hit: number;
  readonly total: number;
}

/** How well a table of claims meets the labels of its panels. */
export interface ClaimMeasures {
  readonly panels: number;
  /** Of all labelled claims and each other answer: it is said to support, contradict or leave out the claim as labelled. */
  readonly stances: Share;
  /** Of the pairs of claims labelled as contradicting each other: found. */
  readonly contradictionsFound: Share;
  /** Of the points shown as contradicted: labelled so. */
  readonly contradictionsRight: Share;
  /** Of the pairs of claims labelled as saying the same: found. */
  readonly supportsFound: Share;
  /** Of the pairs of claims shown as saying the same: labelled so. */
  readonly supportsRight: Share;
  /** Panels in which every contradiction is shown, and no other one. */
  readonly exactPanels: Share;
}

export type Aligner = (panel: LabelledPanel) => ClaimTable;

export function measureClaims(panels: readonly LabelledPanel[], align: Aligner): ClaimMeasures {
  const judged = panels.map((panel) => judgePanel(panel, align(panel)));
  const all = judged.flatMap(({ relations }) => relations);
  const shown = judged.flatMap((panel) => panel.shown);
  return {
    panels: panels.length,
    stances: shareOf(all, ({ label, found }) => label === found),
    contradictionsFound: shareOf(labelled(all, 'contradicts'), ({ found }) => found === 'contradicts'),
    contradictionsRight: shareOf(shown, (right) => right),
    supportsFound: shareOf(labelled(all, 'supports'), ({ found }) => found === 'supports'),
    supportsRight: shareOf(
      all.filter(({ found }) => found === 'supports'),
      ({ label }) => label === 'supports',
    ),
    exactPanels: shareOf(judged, (panel) => panel.exact),
  };
}

/** How a labelled claim of one answer stands to another answer. */
interface Relation {
  readonly label: Stance;
  readonly found: Stance;
}

interface JudgedPanel {
  readonly relations: readonly Relation[];
  /** For each contradicted point of the table, whether it is labelled so. */
  readonly shown: readonly boolean[];
  readonly exact: boolean;
}

function judgePanel(panel: LabelledPanel, table: ClaimTable): JudgedPanel {
  const relations = panel.claims.flatMap(({ stances }) =>
    stances.flatMap((own, i) =>
      stances.flatMap((other, j): Relation[] =>
        i === j || own.stance === 'silent'
          ? []
          : [{ label: relate(own.stance, other.stance), found: find(table, { i, j, quote: own.quote }) }],
      ),
    ),
  );
  const contradicted = table.claims.filter(({ stances }) => stances.some(({ stance }) => stance === 'contradicts'));
  const shown = contradicted.map((claim) => isLabelled(panel, claim));
  const missed = labelled(relations, 'contradicts').some(({ found }) => found !== 'contradicts');
  return { relations, shown, exact: !missed && shown.every((right) => right) };
}

function relate(own: Stance, other: Stance): Stance {
  if (other === 'silent') {
    return 'silent';
  }
  return own === other ? 'supports' : 'contradicts';
}

/** What the table says of answer `j` where it shows these words of answer `i`. */
function find(table: ClaimTable, at: { i: number; j: number; quote: string }): Stance {
  const relations = table.claims.flatMap(({ stances }) => {
    const [own, other] = [stances[at.i], stances[at.j]];
    return own !== undefined && other !== undefined && overlaps(own.quote, at.quote)
      ? [relate(own.stance, other.stance)]
      : [];
  });
  return relations.find((one) => one === 'contradicts') ?? relations.find((one) => one === 'supports') ?? 'silent';
}

/** Two answers of opposite sides, both in words that are labelled as opposite. */
function isLabelled({ claims }: LabelledPanel, { stances }: ClaimTable['claims'][number]): boolean {
  return claims.some((claim) =>
    stances.some((own, i) =>
      stances.some((other, j) => {
        const [left, right] = [claim.stances[i], claim.stances[j]];
        return (
          left !== undefined &&
          right !== undefined &&
          relate(own.stance, other.stance) === 'contradicts' &&
          relate(left.stance, right.stance) === 'contradicts' &&
          own.stance !== 'silent' &&
          overlaps(own.quote, left.quote) &&
          overlaps(other.quote, right.quote)
        );
      }),
    ),
  );
}

function overlaps(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a.includes(b) || b.includes(a));
}

function labelled(relations: readonly Relation[], stance: Stance): Relation[] {
  return relations.filter(({ label }) => label === stance);
}

function shareOf<T>(all: readonly T[], holds: (one: T) => boolean): Share {
  return { hit: all.filter((one) => holds(one)).length, total: all.length };
}
