import { titles } from '../lexicon/nicknames.ts';
import type { Reading } from '../text/reading.ts';
import type { NameGroup } from '../text/read-names.ts';
import type { Question, QuestionKind } from '../text/read-question.ts';
import type { Token } from '../text/read-tokens.ts';

const asksForName: ReadonlySet<QuestionKind> = new Set(['person', 'place', 'thing']);
const copulas = /^(?:is|was|are|were)$/;

/**
 * Whether two sentences answer with the same name: that which stands behind "by" or "is", else at the beginning. Others in the sentence
 * are told beside it: in "England beat West Germany" the winner is England. Null where one has no such name, or they list several.
 */
export function compareFocus(a: Reading, b: Reading, question: Question): 'same' | 'other' | null {
  if (!asksForName.has(question.kind)) {
    return null;
  }
  const [left, right] = [findFocus(a, question), findFocus(b, question)];
  if (left === null || right === null) {
    return null;
  }
  if (left.some((word) => !titles.has(word) && right.includes(word))) {
    return 'same';
  }
  return a.items === 1 && b.items === 1 ? 'other' : null;
}

function findFocus({ head }: Reading, question: Question): NameGroup | null {
  const { tokens, groups } = head;
  const [first] = groups;
  if (first === undefined) {
    return null;
  }
  const agent = tokens.findIndex(({ word }, index) => word === 'by' && isPassive(tokens, index, question));
  if (agent >= 0) {
    return nameBehind(tokens, groups, agent);
  }
  if (startOf(tokens, first, 0) <= 1) {
    return first;
  }
  const copula = tokens.findIndex(({ word }) => copulas.test(word));
  return copula < 0 ? null : nameBehind(tokens, groups, copula);
}

const gapMax = 5;

/** The first name behind a place, with at most a few words between: "by the British band Orange Juice". */
function nameBehind(tokens: readonly Token[], groups: readonly NameGroup[], at: number): NameGroup | null {
  const behind = groups.filter((group) => startOf(tokens, group, at) > at);
  const found = behind.find((group) => !isLead(group)) ?? behind[0];
  return found !== undefined && startOf(tokens, found, at) <= at + gapMax ? found : null;
}

/** "The British band", "President": a name may follow. */
function isLead(group: NameGroup): boolean {
  return group.every((word) => titles.has(word) || (group.length === 1 && word.startsWith('=')));
}

/** "Was played by", unless the question asks whom it was done to. */
function isPassive(tokens: readonly Token[], index: number, question: Question): boolean {
  const verb = tokens.slice(Math.max(0, index - 3), index).findIndex(({ word }) => copulas.test(word));
  const done = tokens[index - 1];
  const asked = question.tokens.some(
    ({ word }, at) => copulas.test(word) && question.tokens[at + 1]?.key === done?.key,
  );
  return verb >= 0 && !asked;
}

/** Where the name begins at or behind a place; -1 where it does not. */
function startOf(tokens: readonly Token[], group: NameGroup, from: number): number {
  return tokens.findIndex((token, index) => index >= from && token.key === group[0]);
}
