import { areOpposites } from '../lexicon/are-opposites.ts';
import { functionWords, negators, plainNo, plainYes } from '../lexicon/words.ts';
import { withoutTag } from '../text/without-tag.ts';
import type { Token } from '../text/read-tokens.ts';

export interface Parity {
  /** How much of both sentences is the same once negations and opposites are set aside, 0 to 1. */
  readonly likeness: number;
  /** An odd number of negations and opposites lies between them: one denies the other. */
  readonly odd: boolean;
  /** Negations, opposites or both were found. */
  readonly found: boolean;
  /** Each says a word that the other does not and that is no opposite: "the bridge", "the road". */
  readonly replaced: boolean;
}

const wordsMax = 60;
const denyingEnd = /^(?:cannot|(?:do|does|did|is|are|was|were|have|has|had|ca|could|wo|would|should|must|need|ai)nt)$/;

/** Counts negations and opposites between two sentences: an even number keeps the meaning, an odd one turns it. */
export function compareParity(a: readonly Token[], b: readonly Token[]): Parity {
  const left = split(a);
  const right = split(b);
  const onlyLeft = difference(left.content, right.content);
  const onlyRight = difference(right.content, left.content);
  const free = [...onlyRight];
  const bare = onlyLeft.filter((word) => {
    const at = free.findIndex((other) => areOpposites(word, other));
    if (at >= 0) {
      free.splice(at, 1);
    }
    return at < 0;
  });
  const opposites = onlyLeft.length - bare.length;
  const unexplained = weigh(onlyLeft) + weigh(onlyRight) - 2 * opposites;
  const all = weigh(left.content) + weigh(right.content);
  return {
    likeness: all === 0 ? 0 : Math.max(0, 1 - unexplained / all),
    odd: (left.denials + right.denials + opposites) % 2 === 1,
    found: left.denials + right.denials + opposites > 0,
    replaced: [bare, free].every((words) => words.some((word) => !functionWords.has(word))),
  };
}

function split(tokens: readonly Token[]): { content: string[]; denials: number } {
  const words = withoutTag(tokens.slice(0, wordsMax).map((token) => token.word));
  const content: string[] = [];
  let denials = 0;
  words.forEach((word, index) => {
    if (index === 0 && (plainYes.has(word) || plainNo.has(word))) {
      return;
    }
    if (negators.has(word) || denyingEnd.test(word)) {
      denials += 1;
    } else {
      content.push(word);
    }
  });
  return { content, denials };
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return from.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}

/** Function words count little. */
function weigh(words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    total += functionWords.has(word) ? 0.2 : 1;
  }
  return total;
}
