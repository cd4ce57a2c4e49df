import { weighWord } from '../lexicon/weigh-word.ts';
import type { Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import type { Token } from '../text/read-tokens.ts';

/** How two lists stand to each other: the same things, one within the other, or each with something of its own. */
export type ListLikeness = 'same' | 'part' | 'other' | null;

type Item = ReadonlySet<string>;

const itemsMin = 2;
const itemsMax = 12;
const itemWordsMax = 3;
const joints = /(?:,|;|\n)\s{0,3}(?:and |or |as well as )?|\s(?:and|&)\s/giu;
const asksForAll = /^\W{0,3}(?:what|which|who) (?:are|were) (?:the|all)\b|\b(?:name|list) (?:the|all)\b/iu;
const leadPattern = /^.{0,300}\b(?:are|were|is|include|includes|namely)\b:?\s|^.{0,300}:\s/su;

/**
 * Lists of short things of one form where all of them were asked for: "the primary colours". Null where one is no plain list. With a
 * thing of its own in each, lists of one length contradict each other; longer and shorter ones may only choose otherwise.
 */
export function compareLists(a: Reading, b: Reading, question: Question): ListLikeness {
  if (!asksForAll.test(question.text)) {
    return null;
  }
  const [left, right] = [itemsOf(a, question), itemsOf(b, question)];
  if (left === null || right === null || left.inLines !== right.inLines) {
    return null;
  }
  const [onlyLeft, onlyRight] = [missing(left.items, right.items), missing(right.items, left.items)];
  if (onlyLeft > 0 && onlyRight > 0) {
    return left.items.length === right.items.length ? 'other' : null;
  }
  return onlyLeft + onlyRight === 0 ? 'same' : 'part';
}

function missing(items: readonly Item[], others: readonly Item[]): number {
  return items.filter(
    (item) =>
      !others.some((other) =>
        [...item].some((word) => [...other].some((near) => near.slice(0, 4) === word.slice(0, 4))),
      ),
  ).length;
}

/** The things of a list in lines, else of the sentence that answers; null when it holds more than things. */
function itemsOf(reading: Reading, question: Question): { items: Item[]; inLines: boolean } | null {
  const { head, sentences, text, tokens } = reading;
  const lines = sentences.filter(({ start }) =>
    /(?:^|\n)\s{0,6}(?:[-*•]|\d{1,3}[.)])\s{0,6}$/u.test(text.slice(Math.max(0, start - 8), start)),
  );
  const inLines = lines.length >= itemsMin;
  const parts = inLines
    ? lines.map(({ from, to }) => tokens.slice(from, to))
    : split(head.text, head.span?.start ?? 0, head.tokens);
  const items = parts
    .map((part) =>
      part
        .filter(({ word, key }) => weighWord(word, key) > 0 && !/^\d/.test(word) && !question.masked.has(key))
        .map(({ key }) => key),
    )
    .filter((item) => item.length > 0);
  const short = items.every((item) => item.length <= itemWordsMax);
  return short && items.length >= itemsMin && items.length <= itemsMax
    ? { items: items.map((item) => new Set(item)), inLines }
    : null;
}

function split(text: string, start: number, tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let from = leadPattern.exec(text.slice(0, 600))?.[0].length ?? 0;
  for (const match of [...text.slice(0, 600).matchAll(joints), null]) {
    const end = match === null ? text.length : match.index;
    if (end < from) {
      continue;
    }
    parts.push(tokens.filter((token) => token.start - start >= from && token.start - start < end));
    from = match === null ? end : match.index + match[0].length;
  }
  return parts;
}
