import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Token } from '../text/read-tokens.ts';
import { denials, evaluations, idleDenial, keepers, turns } from './words.ts';

export interface Denied {
  /** For each token whether an odd number of denials stands in its clause: "never the fridge", "butter must not be used". */
  readonly denied: readonly boolean[];
  /** An odd number of them stands in the claim. */
  readonly parity: boolean;
  /** Keys of the content words that the denials strike first. */
  readonly targets: readonly string[];
}

const quotePattern = /["“][^"“”\n]{1,120}["”]/gu;
/** A clause that says when: what it denies is not what the claim denies. */
const aside = /^(?:when|if|unless|until|otherwise)$/;
const gapMax = 6;
const struckMax = 3;

/** What a claim denies. Clauses end at marks and at words that turn; what stands in quotes denies nothing. */
export function findDenied(text: string, tokens: readonly Token[]): Denied {
  const denied: boolean[] = [];
  const targets: string[] = [];
  const quoted = findQuoted(text, tokens);
  let [total, from] = [0, 0];
  const close = (to: number) => {
    const clause = tokens.slice(from, to);
    const struck = findDenials(clause, quoted.slice(from, to));
    total += aside.test(clause[0]?.word ?? '') ? 0 : struck.length;
    denied.push(...clause.map(() => struck.length % 2 === 1));
    targets.push(...struck.flatMap((at) => strike(clause, at)));
    from = to;
  };
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const parted = before !== undefined && /[,;:()–—]/u.test(text.slice(before.end, token.start));
    const turned = turns.has(token.word) || turns.has(`${token.word} ${tokens[index + 1]?.word ?? ''}`);
    if (index > from && (parted || turned)) {
      close(index);
    }
  });
  close(tokens.length);
  return { denied, parity: total % 2 === 1, targets };
}

function findQuoted(text: string, tokens: readonly Token[]): boolean[] {
  const start = tokens[0]?.start ?? 0;
  const spans = [...text.slice(start, tokens.at(-1)?.end ?? 0).matchAll(quotePattern)];
  return tokens.map((token) =>
    spans.some(({ index, 0: all }) => token.start - start >= index && token.start - start < index + all.length),
  );
}

/** The places of the words that deny, without as many of the last ones as deny nothing. */
function findDenials(clause: readonly Token[], quoted: readonly boolean[]): number[] {
  const words = clause.map((token) => token.word);
  const idle = words.join(' ').match(idleDenial)?.length ?? 0;
  const places = words.flatMap((word, index) => {
    const two = `${word} ${words[index + 1] ?? ''}`;
    const shields = word.startsWith('protect') && words.includes('from', index);
    const away = two === 'away from' && words.slice(0, index).some((one) => keepers.has(one));
    const denies = away || (negators.has(word) && !idleNegators.has(word));
    return !(quoted[index] ?? false) && (denies || denials.has(word) || denials.has(two) || shields) ? [index] : [];
  });
  return places.slice(0, Math.max(0, places.length - idle));
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
