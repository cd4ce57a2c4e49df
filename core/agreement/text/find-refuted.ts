import type { Span } from './split-sentences.ts';

/** Says that what was just told is not so. */
const wrong = String.raw`(?:(?:that|this|it|which)(?:'s|’s| is| was)? )?(?:(?:is|are|was|were|'s|’s) )?(?:(?:simply|just|completely|entirely|quite|however|plainly) )?(?:wrong|incorrect|false|not (?:true|so|correct|the case|right)|untrue|mistaken|a (?:common )?(?:myth|misconception|mistake|error))`;
const others = String.raw`(?:some|many|most|people|others?|it is|it's|it’s|another|one|the other)\b[^.!?\n]{0,30}?\b(?:say|says|claims?|think|thinks|thought|believed?|believes|said|assumed?|assumes|states?|suggests?|told|heard|read|answers?)\b`;

/** Each is linear: bounded pieces between fixed words. */
export const refutedPatterns: readonly RegExp[] = [
  // Some say 350, but that is wrong: ...
  new RegExp(
    String.raw`\b${others}[^.!?\n]{1,120}?(?:[.!?]["”’]?\s|[,;:]["”’]?\s|\s[–—-]\s)(?:but |however,? |yet |and )?${wrong}\b`,
    'giu',
  ),
  // It is often thought to be Sydney; in fact ...
  new RegExp(
    String.raw`\b${others}[^.!?\n]{1,120}?(?=[.,;:]\s(?:but |however,? )?(?:in fact|in reality|actually|in truth)\b)`,
    'giu',
  ),
  // not Sydney, as many think, but Canberra
  /(?<=^|[\s(*_"“])[Nn]ot (?:the |a |an |in |at |on |by )?["“*]{0,2}(?:\p{Lu}|\p{Nd})[^.!?;:\n]{0,60}?,? but (?=\S)/gu,
  // Canberra, not Sydney
  /, (?:and )?not (?:the |a |an |in |at |on |by )?(?:\p{Lu}|\p{Nd})[^.!?,;:\n]{0,40}(?=[.!?,;:\n]|$)/gu,
  // contrary to popular belief that it is Sydney, ...
  /\bcontrary to (?:popular|common|widespread) (?:belief|opinion)[^,.\n]{0,80},/giu,
];
const spansMax = 40;

/** What a text tells only to deny it: what others say, "not X but", ", not X". */
export function findRefuted(text: string): Span[] {
  return refutedPatterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .slice(0, spansMax)
      .map((match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}
