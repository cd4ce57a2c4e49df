import { areOpposites } from '../lexicon/are-opposites.ts';
import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Question } from './read-question.ts';
import { withoutTag } from './without-tag.ts';
import type { Token } from './read-tokens.ts';

type Words = readonly Token[];

/** Part of the question's words that a statement must take up, and part of its own words that must be the question's. */
const takenUpMin = 0.6;
const ownDenyingMin = 0.5;
const ownAffirmingMin = 0.8;
const wordsMax = 60;
const clausesMax = 12;
const pronoun = /^(?:it|they|them|this|that|these|those|you|he|she|we|one)$/;
/** A pronoun among the first words stands for what the question names. */
const subjectMax = 4;
/** They leave open for what the statement holds. */
const conditional =
  /^(?:if|unless|only|until|when|whether|except|some|sometimes|partly|depends?|may|might|could|rarely)$/;
const denyingEnd = /^(?:ca|do|does|did|is|are|was|were|have|has|had|could|wo|would|should|must|need|ai)nt$/;

/**
 * Yes or no of a statement that answers a yes-or-no question without either word: "Dogs should never eat grapes" is no. 0 when it
 * says other things than the question or holds under a condition.
 */
export function implyPolarity(text: string, tokens: Words, question: Question): -1 | 0 | 1 {
  const [first = tokens, ...rest] = splitClauses(text, tokens);
  const turns = rest.some((clause) => clause.some(({ word }) => denies(word)));
  return judge(tokens, question) || (turns ? 0 : judge(first, question));
}

/** At marks; `text` is the one that the tokens' places belong to. */
function splitClauses(text: string, tokens: Words): Words[] {
  const clauses: Token[][] = [];
  let before: Token | undefined;
  for (const token of tokens.slice(0, wordsMax)) {
    const parted = before === undefined || /[,;:()–—]/u.test(text.slice(before.end, token.start));
    if (parted && clauses.length < clausesMax) {
      clauses.push([]);
    }
    clauses.at(-1)?.push(token);
    before = token;
  }
  return clauses;
}

function judge(tokens: Words, question: Question): -1 | 0 | 1 {
  const said = untagged(tokens.slice(0, wordsMax));
  if (said.some(({ word }) => conditional.test(word))) {
    return 0;
  }
  const asked = contentOf(question.tokens);
  const told = contentOf(said);
  const [held, turned] = compare(asked, told);
  const own = share(told, (token) =>
    asked.some((other) => isKin(token, other) || areOpposites(token.word, other.word)),
  );
  const denials = said.filter(({ word }) => denies(word)).length + turned;
  const ownMin = denials > 0 ? ownDenyingMin : ownAffirmingMin;
  const bare = told.length > 0 && said.slice(0, subjectMax).some(({ word }) => pronoun.test(word));
  if (!(held >= takenUpMin || bare) || own < ownMin) {
    return 0;
  }
  return denials % 2 === 1 ? -1 : 1;
}

function untagged(tokens: Words): Words {
  return tokens.slice(0, withoutTag(tokens.map(({ word }) => word)).length);
}

function contentOf(tokens: Words): Token[] {
  return tokens.filter(({ word, key }) => weighWord(word, key) > 0 && !denies(word));
}

function denies(word: string): boolean {
  return negators.has(word) || denyingEnd.test(word);
}

/** The part of the asked words that is said, as they are or turned into their opposite, and how many are turned. */
function compare(asked: Words, told: Words): [held: number, turned: number] {
  let turned = 0;
  const held = share(asked, (token) => {
    if (told.some((other) => isKin(token, other))) {
      return true;
    }
    const opposite = told.some((other) => areOpposites(token.word, other.word));
    turned += opposite ? 1 : 0;
    return opposite;
  });
  return [held, turned];
}

function share(tokens: Words, holds: (token: Token) => boolean): number {
  let [part, whole] = [0, 0];
  for (const token of tokens) {
    const weight = weighWord(token.word, token.key);
    whole += weight;
    part += holds(token) ? weight : 0;
  }
  return whole === 0 ? 0 : part / whole;
}

function isKin(a: Token, b: Token): boolean {
  return a.key === b.key || (a.key.length > 4 && b.key.length > 4 && a.key.slice(0, 5) === b.key.slice(0, 5));
}
