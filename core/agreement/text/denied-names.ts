import type { Question, QuestionKind } from './read-question.ts';
import type { Token } from './read-tokens.ts';

const asksForName: ReadonlySet<QuestionKind> = new Set(['person', 'place', 'thing']);
const contrasts: ReadonlyMap<string, string> = new Map([
  ['than', 'rather'],
  ['of', 'instead'],
  ['to', 'contrary'],
]);
const between = /^(?:the|an?|in|by|at|from|with)$/;

/**
 * Without the names that an answer sets aside: "not Sydney", "rather than Edison", "unlike Bell". Who says what it is not does not say
 * it. Only where a name was asked for; everything when nothing would be left.
 */
export function withoutDeniedNames(tokens: Token[], question: Question): Token[] {
  if (!asksForName.has(question.kind)) {
    return tokens;
  }
  const denied = new Set<number>();
  tokens.forEach((_, index) => {
    const from = contrastStart(tokens, index);
    const name = between.test(tokens[index + 1]?.word ?? '') ? index + 2 : index + 1;
    if (from === null || tokens[name]?.capital !== true) {
      return;
    }
    let end = name;
    while (tokens[end]?.capital === true) {
      end += 1;
    }
    for (let at = from; at < end; at += 1) {
      denied.add(at);
    }
  });
  return denied.size === 0 || denied.size > tokens.length - keptMin
    ? tokens
    : tokens.filter((_, index) => !denied.has(index));
}

const keptMin = 3;

/** Where the words begin that set a name aside and end with this token; null when they do not. */
function contrastStart(tokens: readonly Token[], index: number): number | null {
  const word = tokens[index]?.word ?? '';
  if (word === 'not' || word === 'unlike') {
    return index;
  }
  const lead = contrasts.get(word);
  return lead !== undefined && tokens[index - 1]?.word === lead ? index - 1 : null;
}
