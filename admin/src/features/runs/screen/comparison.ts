import type { Disagreement, Explanation } from '#api/contract';

/** What one answer says to a point. */
export interface Said {
  readonly text: string;
  /** It stands so in the answer; else it is the line of its position. */
  readonly verbatim: boolean;
}

/** One point that at least one of two answers makes; null where it is silent. */
export interface ComparedPoint {
  readonly left: Said | null;
  readonly right: Said | null;
}

export interface Comparison {
  readonly conflict: readonly ComparedPoint[];
  readonly both: readonly ComparedPoint[];
  readonly left: readonly ComparedPoint[];
  readonly right: readonly ComparedPoint[];
}

/**
 * Two columns of the claim table: where they conflict, what both say, what only one says. What their positions disagree
 * on comes first, and is not listed again as something that only one of them says.
 */
export function comparisonOf(
  { claims, disagreements }: { claims: Explanation['claims']; disagreements: readonly Disagreement[] },
  left: string,
  right: string,
): Comparison {
  const points = claims.claims.map(({ stances }) => {
    const one = stances.find(({ model }) => model === left) ?? silent;
    const other = stances.find(({ model }) => model === right) ?? silent;
    return { kind: kindOf(one.stance, other.stance), left: verbatim(one.quote), right: verbatim(other.quote) };
  });
  const of = (wanted: keyof Comparison) => points.flatMap(({ kind, ...point }) => (kind === wanted ? [point] : []));
  const known = [...of('conflict'), ...of('both')];
  const apart = disagreements.flatMap((one) => apartOf(one, left, right)).filter((one) => !isAmong(one, known));
  return {
    conflict: [...apart, ...of('conflict')],
    both: of('both'),
    left: of('left').filter((one) => !isAmong(one, apart)),
    right: of('right').filter((one) => !isAmong(one, apart)),
  };
}

/** The two sides of a disagreement, when the two answers stand on different ones. */
function apartOf({ sides }: Disagreement, left: string, right: string): readonly ComparedPoint[] {
  const [one, other] = [left, right].map((model) => sides.find((side) => side.models.includes(model)));
  return one === undefined || other === undefined || one === other
    ? []
    : [{ left: saidOf(one, left), right: saidOf(other, right) }];
}

function saidOf(side: Disagreement['sides'][number], model: string): Said | null {
  return side.models[0] === model && side.quote !== '' ? verbatim(side.quote) : { text: side.summary, verbatim: false };
}

/** One of them already has these words, or words around them. */
function isAmong(point: ComparedPoint, points: readonly ComparedPoint[]): boolean {
  return points.some((one) => overlaps(one.left, point.left) || overlaps(one.right, point.right));
}

function overlaps(one: Said | null, other: Said | null): boolean {
  return (
    one?.verbatim === true &&
    other?.verbatim === true &&
    (one.text.includes(other.text) || other.text.includes(one.text))
  );
}

function verbatim(text: string): Said | null {
  return text === '' ? null : { text, verbatim: true };
}

type Stance = Explanation['claims']['claims'][number]['stances'][number]['stance'];
const silent = { stance: 'silent', quote: '' } as const;

/** Null: neither says anything of it. */
function kindOf(one: Stance, other: Stance): keyof Comparison | null {
  if (one === 'silent' || other === 'silent') {
    return one !== 'silent' ? 'left' : other !== 'silent' ? 'right' : null;
  }
  return one === other ? 'both' : 'conflict';
}
