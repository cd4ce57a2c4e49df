import type { Token } from '../text/read-tokens.ts';

/** What stands on both sides of a word that orders two things: "wash before drying", "tabs over spaces". */
export interface Sides {
  readonly pivot: string;
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

const pivots: ReadonlySet<string> = new Set(['before', 'after', 'than', 'over', 'instead', 'rather']);
/** They say the same the other way round. */
const mirrored: ReadonlyMap<string, string> = new Map([
  ['before', 'after'],
  ['after', 'before'],
]);

/** By the first such word; a clause that begins with it has its second half before it: "After washing, dry it". */
export function readSides(tokens: readonly Token[], terms: ReadonlyMap<string, unknown>, text: string): Sides | null {
  const at = tokens.findIndex(({ word }) => pivots.has(word));
  const pivot = tokens[at];
  if (pivot === undefined) {
    return null;
  }
  const keys = (part: readonly Token[]) => new Set(part.map(({ key }) => key).filter((key) => terms.has(key)));
  const [before, behind] = [tokens.slice(0, at), tokens.slice(at + 1)];
  const left = keys(before);
  if (left.size > 0) {
    return { pivot: pivot.word, left, right: keys(behind) };
  }
  const comma = behind.findIndex((token, index) => text.slice(token.end, behind[index + 1]?.start).includes(','));
  return { pivot: pivot.word, left: keys(behind.slice(comma + 1)), right: keys(behind.slice(0, comma + 1)) };
}

/** Whether the two things stand in the same order; null where it cannot be told. */
export function compareSides(a: Sides | null, b: Sides | null): 'same' | 'swapped' | null {
  if (a === null || b === null || !(a.pivot === b.pivot || mirrored.get(a.pivot) === b.pivot)) {
    return null;
  }
  const [straight, crossed] = [
    common(a.left, b.left) + common(a.right, b.right),
    common(a.left, b.right) + common(a.right, b.left),
  ];
  if (straight === crossed) {
    return null;
  }
  return crossed > straight && common(a.left, b.right) > 0 && common(a.right, b.left) > 0 ? 'swapped' : 'same';
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((key) => b.has(key)).length;
}
