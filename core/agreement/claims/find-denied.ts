import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Token } from '../text/read-tokens.ts';
import { denials, evaluations, idleDenial, keepers, turns } from './words.ts';

export interface Denied {
  /** For each token whether an odd number of denials stands in its clause: "never the fridge", "butter must not be used". */
  readonly denied: readonly boolean[];
  /** For each token whether it stands in a clause that says when. */
  readonly asides: readonly boolean[];
  /** An odd number of them stands in the claim. */
  readonly parity: boolean;
  /** Keys of the content words that the denials strike first. */
  readonly targets: readonly string[];
}

const quotePattern = /["“][^"“”\n]{1,120}["”]/gu;
/** A clause that says when: what it denies is not what the claim denies. */
const aside = /^(?:when|if|unless|until|otherwise)$/;
const listedMax = 2;
const gapMax = 6;
const struckMax = 3;

/** What a claim denies. Clauses end at marks and at words that turn; what stands in quotes denies nothing. */
export function findDenied(text: string, tokens: readonly Token[]): Denied {
  const denied: boolean[] = [];
  const asides: boolean[] = [];
  const targets: string[] = [];
  const isQuoted = findQuoted(text, tokens);
  let [total, from] = [0, 0];
  const close = (to: number) => {
    const clause = tokens.slice(from, to);
    const struck = findDenials(clause, isQuoted);
    const isAside = aside.test(clause[0]?.word ?? '');
    total += isAside ? 0 : struck.length;
    asides.push(...clause.map(() => isAside));
    denied.push(...clause.map(() => struck.length % 2 === 1));
    targets.push(...struck.flatMap((at) => strike(clause, at)));
    from = to;
  };
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const mark = before === undefined ? '' : text.slice(before.end, token.start);
    const parted = /[;:()–—]/u.test(mark) || (mark.includes(',') && !isListed(text, tokens, index));
    const turned = turns.has(token.word) || turns.has(`${token.word} ${tokens[index + 1]?.word ?? ''}`);
    if (index > from && (parted || turned)) {
      close(index);
    }
  });
  close(tokens.length);
  return { denied, asides, parity: total % 2 === 1, targets };
}

/** "Bright, indirect light": one or two words up to the next mark that deny nothing go with what stands before. */
function isListed(text: string, tokens: readonly Token[], from: number): boolean {
  const rest = tokens.slice(from, from + listedMax + 1);
  const end = rest.findIndex((token, index) => /[,;:()–—]/u.test(text.slice(token.end, rest[index + 1]?.start)));
  const words = end < 0 ? rest : rest.slice(0, end + 1);
  return words.length <= listedMax && !words.some(({ word }) => negators.has(word) || denials.has(word));
}

function findQuoted(text: string, tokens: readonly Token[]): (token: Token) => boolean {
  const start = tokens[0]?.start ?? 0;
  const spans = [...text.slice(start, tokens.at(-1)?.end ?? 0).matchAll(quotePattern)];
  return ({ start: at }) => spans.some(({ index, 0: all }) => at - start >= index && at - start < index + all.length);
}

/** The places of the words that deny, without as many of the last ones as deny nothing. */
function findDenials(clause: readonly Token[], isQuoted: (token: Token) => boolean): number[] {
  const words = clause.map((token) => token.word);
  const places = clause.flatMap((token, index) => (deniesAt(words, index) && !isQuoted(token) ? [index] : []));
  const idle = places.length === 0 ? 0 : (words.join(' ').match(idleDenial)?.length ?? 0);
  return places.slice(0, Math.max(0, places.length - idle));
}

function deniesAt(words: readonly string[], index: number): boolean {
  const word = words[index] ?? '';
  if (denials.has(word) || (negators.has(word) && !idleNegators.has(word))) {
    return true;
  }
  const two = `${word} ${words[index + 1] ?? ''}`;
  const away = two === 'away from' && words.slice(0, index).some((one) => keepers.has(one));
  return away || denials.has(two) || (word.startsWith('protect') && words.includes('from', index));
}

/** They deny only before "to". */
const idleNegators: ReadonlySet<string> = new Set(['fail', 'fails', 'failed']);

/** The next content words behind a denial, else the last ones before it. */
function strike(clause: readonly Token[], at: number): string[] {
  const next = contentOf(clause.slice(at + 1, at + 1 + gapMax)).slice(0, struckMax);
  return next.length > 0 ? next : contentOf(clause.slice(Math.max(0, at - gapMax), at)).slice(-struckMax);
}

function contentOf(tokens: readonly Token[]): string[] {
  return tokens.filter(({ word, key }) => weighWord(word, key) > 0 && !evaluations.has(word)).map(({ key }) => key);
}
