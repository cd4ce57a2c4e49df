import { areOpposites } from '../lexicon/are-opposites.ts';
import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Token } from './read-tokens.ts';

/** The keys of the words that name one of the things to choose from. */
export type Option = readonly string[];

/** The place of the chosen option; `open` when the text chooses none or all of them, null when it does not tell. */
export type Choice = number | 'open' | null;

const wordsMax = 3;
const optionsMax = 4;
const listGapMax = 3;
const leadMax = 4;
const comparative = /^(?:\w{3,}er|worse|more|less)$/;

/** What a question offers: "tabs or spaces", "9.11 or 9.9", "red, green or blue". Empty when it offers nothing. */
export function readOptions(text: string, tokens: readonly Token[]): Option[] {
  const or = tokens.findLastIndex((token) => token.word === 'or');
  if (or <= 0 || tokens[or + 1]?.word === 'not') {
    return [];
  }
  const after = runOf(text, tokens, { at: skipPale(tokens, or + 1), step: 1 });
  const before = [runOf(text, tokens, { at: or - 1, step: -1 })];
  let from = or - 1 - (before[0]?.length ?? 0);
  while (before.length < optionsMax && isListed(text, tokens, from)) {
    const run = runOf(text, tokens, { at: from, step: -1 });
    before.unshift(run);
    from -= Math.max(1, run.length);
  }
  const length = Math.min(after.length, before.at(-1)?.length ?? 0);
  const options = [...before.map((run) => run.slice(-length)), after.slice(0, length)];
  const distinct = new Set(options.map((run) => run.map((token) => token.key).join(' ')));
  return length === 0 || distinct.size < options.length ? [] : options.map((run) => run.map((token) => token.key));
}

/** A comma stands behind the word, which is not that of "Which is larger, ...". */
function isListed(text: string, tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token === undefined || next === undefined || !isContent(token) || leadsIn(tokens, at)) {
    return false;
  }
  const gap = text.slice(token.end, next.start);
  return gap.length <= listGapMax && gap.startsWith(',');
}

function leadsIn(tokens: readonly Token[], at: number): boolean {
  const verb = tokens[at - 1]?.word ?? '';
  return comparative.test(tokens[at]?.word ?? '') || (at < leadMax && (verb === 'is' || verb === 'are'));
}

function skipPale(tokens: readonly Token[], from: number): number {
  let index = from;
  while (index < from + 2 && tokens[index] !== undefined && !isNameable(tokens[index])) {
    index += 1;
  }
  return index;
}

/** Content words of one kind in a row, in reading order: capitalised, small, or one number. */
function runOf(text: string, tokens: readonly Token[], walk: { at: number; step: 1 | -1 }): Token[] {
  const run: Token[] = [];
  for (let index = walk.at; run.length < wordsMax; index += walk.step) {
    const [token, last] = [tokens[index], run.at(-1)];
    if (
      token === undefined ||
      !(last === undefined ? isNameable(token) : isContent(token)) ||
      (last !== undefined && !isBeside(text, token, last))
    ) {
      break;
    }
    run.push(token);
  }
  return walk.step === 1 ? run : run.toReversed();
}

function isBeside(text: string, a: Token, b: Token): boolean {
  const gap = a.start < b.start ? text.slice(a.end, b.start) : text.slice(b.end, a.start);
  return a.kind === 'word' && b.kind === 'word' && a.capital === b.capital && /^[\s-]$/.test(gap);
}

/** "let" and "less" may be options beside "or"; an article or a pronoun never is. */
function isNameable(token: Token | undefined): boolean {
  return token !== undefined && (isContent(token) || !between.test(token.word));
}

const between =
  /^(?:an?|the|to|in|on|with|of|is|are|was|were|be|do|does|i|you|we|it|they|for|at|by|from|my|your|our|should|can|will|not|else|if|use)$/;

function isContent(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'digits' || weighWord(token.word, token.key) > 0);
}

/** The answer's direct sentence with the question it answers. */
interface Asked {
  readonly text: string;
  /** Where the sentence begins in the text that the tokens are of. */
  readonly start: number;
  readonly tokens: readonly Token[];
  readonly options: readonly Option[];
  readonly question: readonly Token[];
}

const openWords = new Set(['neither', 'both', 'either', 'depend', 'disputed', 'equal', 'tie']);
/** Words after which the option is the one not chosen. */
const demoting = new Set(['than', 'over', 'of', 'not', 'unlike', 'avoid', 'to', 'versus', 'vs', 'beat']);
const demotingLead: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['of', new Set(['instead', 'ahead', 'place'])],
  ['to', new Set(['preferable', 'prefer', 'preferred', 'superior', 'compared'])],
]);
const clausePattern = /[,;:.!?—–](?=\s|\*|$)/gu;

/** Which option a sentence comes down on: the only one it does not set behind another, or the one of its first clause. */
export function readChoice(asked: Asked): Choice {
  const { tokens, options } = asked;
  const mentions = options.flatMap((option, place) => mentionsOf(tokens, option).map((at) => ({ place, at })));
  if (options.length === 0) {
    return null;
  }
  if (isOpen(asked)) {
    return 'open';
  }
  const chosen = mentions.filter(({ at }) => !isDemoted(tokens, at));
  const first = Math.min(...chosen.map(({ at }) => tokens[at]?.start ?? 0));
  const end = endsOfClauses(asked).find((index) => index > first) ?? Number.POSITIVE_INFINITY;
  const leading = chosen.filter(({ at }) => (tokens[at]?.start ?? 0) < end);
  const places = new Set(leading.map(({ place }) => place));
  const [place] = places;
  if (place === undefined || places.size > 1) {
    return null;
  }
  return options.length === 2 && isTurned(asked) ? 1 - place : place;
}

function endsOfClauses({ text, start }: Asked): number[] {
  return [...text.matchAll(clausePattern)].map((match) => start + match.index);
}

/** "Neither", "both" or "depends" in the first clause. */
function isOpen(asked: Asked): boolean {
  const [end = Number.POSITIVE_INFINITY] = endsOfClauses(asked);
  return asked.tokens.some((token) => token.start < end && (openWords.has(token.word) || openWords.has(token.key)));
}

function mentionsOf(tokens: readonly Token[], option: Option): number[] {
  return tokens.flatMap((token, index) => (option.includes(token.key) ? [index] : []));
}

/** "than X", "over X", "instead of X", "rather than X", "not X", also with an article between. */
function isDemoted(tokens: readonly Token[], at: number): boolean {
  const back = /^(?:a|an|the|with|use|using|just|your)$/.test(tokens[at - 1]?.word ?? '') ? 2 : 1;
  const word = tokens[at - back]?.word ?? '';
  const lead = demotingLead.get(word);
  return demoting.has(word) && (lead === undefined || lead.has(tokens[at - back - 1]?.word ?? ''));
}

/** The sentence compares the other way round than the question: smaller for larger, or "is not larger". */
function isTurned({ tokens, question, options }: Asked): boolean {
  const named = new Set(options.flat());
  const words = tokens.filter((token) => token.kind === 'word' && !named.has(token.key));
  const asked = question.filter((token) => comparative.test(token.word) && !named.has(token.key));
  const opposite = words.some((token) => asked.some((other) => areOpposites(baseOf(token.word), baseOf(other.word))));
  const at = tokens.findIndex((token) => asked.some((other) => other.word === token.word));
  const denied = at > 0 && [1, 2].some((back) => negators.has(tokens[at - back]?.word ?? ''));
  return opposite !== denied;
}

/** "larger" is read as "large", "bigger" as "big". */
function baseOf(word: string): string {
  const irregular = { better: 'good', worse: 'bad', more: 'many', less: 'few' }[word];
  if (irregular !== undefined || !word.endsWith('er') || word.length < 5) {
    return irregular ?? word;
  }
  const cut = word.slice(0, -2);
  const doubled = /([bdfgmnprt])\1$/.test(cut) ? cut.slice(0, -1) : cut;
  return /(?:rg|os|id|at|af|ac|ic|ut|in)$/.test(doubled) && doubled.length > 3 ? `${doubled}e` : doubled;
}
