import { auxiliaries } from '../lexicon/words.ts';
import { type Option, readOptions } from './read-choice.ts';
import { level } from './level.ts';
import { readDates } from './read-dates.ts';
import { readNumbers } from './read-numbers.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { splitSentences } from './split-sentences.ts';

export type QuestionKind = 'polar' | 'number' | 'date' | 'person' | 'place' | 'choice' | 'open' | 'thing' | 'none';

export interface Question {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly kind: QuestionKind;
  /** What every answer repeats and no comparison should count. */
  readonly masked: ReadonlySet<string>;
  /** The things it offers to choose from; empty unless it is a choice. */
  readonly options: readonly Option[];
  /** A calculation: it gives numbers itself and asks for another one. */
  readonly isProblem: boolean;
}

const charactersMax = 16_000;

export function readQuestion(text: string): Question {
  const bounded = level(text.slice(0, charactersMax));
  const tokens = readTokens(bounded);
  const asking = askingPart(bounded, tokens);
  const words = askingClause(bounded, asking).map((token) => token.word);
  const asked = kindOf(words, bounded);
  const given = countNumbers(bounded, tokens);
  const isProblem =
    given >= 2 && tokens.length >= problemMin && calculable.has(asked) && !/^(?:who|why|where)$/.test(words[0] ?? '');
  const kind = isProblem ? 'number' : asked;
  const options = kind === 'choice' ? readOptions(bounded, asking) : [];
  const offered = new Set(options.flat());
  const masked = new Set(tokens.map((token) => token.key).filter((key) => !offered.has(key)));
  return { text: bounded, tokens, kind, masked, options, isProblem };
}

const problemMin = 14;
/** "Tea or coffee for a long night?" asks without a question word. */
const bareMax = 10;
const calculable: ReadonlySet<QuestionKind> = new Set(['number', 'thing', 'open']);

/** The last sentence that asks, or the last one. */
function askingPart(text: string, tokens: readonly Token[]): readonly Token[] {
  const sentences = splitSentences(text);
  const last = sentences.findLast((span) => text.slice(span.start, span.end).includes('?')) ?? sentences.at(-1);
  const asking = tokens.filter((token) => last !== undefined && token.start >= last.start && token.end <= last.end);
  return asking.length < 2 ? tokens : asking;
}

/** What follows the last comma when it asks what or how and nothing asked before: "When he was five, how many ...". */
function askingClause(text: string, asking: readonly Token[]): readonly Token[] {
  const at = asking.findLastIndex(
    (token, index) =>
      index > 0 &&
      (token.word === 'how' || token.word === 'what') &&
      /^[^\p{L}\p{N}]{0,2},\s/u.test(text.slice(asking[index - 1]?.end, token.start)),
  );
  const asksBefore = /^(?:how|what|which|who(?:m|se)?|why)$/.test(asking[0]?.word ?? '');
  return at < 0 || at + clauseMin > asking.length || asksBefore ? asking : asking.slice(at);
}

const clauseMin = 3;
const questionWords = new Set(['how', 'what', 'which', 'who', 'whose', 'whom', 'when', 'where', 'why']);

/** Numbers that are no dates. */
function countNumbers(text: string, tokens: readonly Token[]): number {
  const dates = readDates(text, tokens);
  return readNumbers(text, tokens).filter(
    (mention) => !mention.ordinal && !dates.some((date) => mention.from >= date.from && mention.from <= date.to),
  ).length;
}

const openers: readonly (readonly [QuestionKind, RegExp])[] = [
  [
    'number',
    /\bhow (?:many|much|likely|hot|cold|old|long|far|tall|high|big|fast|deep|heavy|large|wide|often)\b|\b(?:what|which) (?:is the )?(?:(?:boiling|melting|freezing) point|radius|diameter|area|volume|mass|depth|width|elevation|number|percent|percentage|population|size|price|cost|age|distance|length|height|weight|speed|temperature|probability|chance|odds|amount|ratio|total|average)\b|\bnumber of\b|\bcalculate\b|\bwhat percent|\bwhat is \d|\bwie (?:viele?|hoch|lang|alt|weit|gross|schwer|schnell|oft|tief)\b|\bcombien\b|\b(?:cuant[oa]s?|quant[oaie]s?)\b|多少|几[个個人岁年]|いくつ|何[人個本枚回]/u,
  ],
  [
    'date',
    /\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bhow (?:long ago|recently)\b|\b(?:release|opening|start|air|premiere|birth|birthday|due|end|expiry|launch|wedding) date\b|^dates? (?:of|when)\b|^wann\b|\bquand\b|\bcuando\b|\bquando\b|什么时候|何时|哪一?年|いつ|何年/u,
  ],
  ['person', /\bwho(?:m|se|s)?\b|^(?:wer|wen|wem|qui|quien|quienes|quem|chi)\b|谁|誰/u],
  [
    'place',
    /\bwhere\b|^(?:wo|donde|onde|dove|ou est|ou se)\b|哪里|哪裡|哪儿|どこ|\b(?:what|which) (?:\w+ )?(?:country|city|state|place|continent|county|town|river|planet)\b/u,
  ],
  [
    'open',
    /\bwhy\b|\bhow\b|^(?:warum|wieso|wie|pourquoi|por que|perche|como|come)\b|为什么|怎么|なぜ|\b(?:que|qu[e']? se|was|che(?: cosa)?|cosa) (?:pasa|ocurre|sucede|acontece|passe|passiert|geschieht|succede)\b|\bexplain\b|\bdescribe\b|\bwhat happens\b|\bwhat (?:should|would|can|could|do|does|did) (?:i|you|we|one)\b/u,
  ],
  [
    'thing',
    /\bwhat\b|\bwhich\b|^(?:was|que|cual|cuales|quel|quelle|quels|quelles|qual|quais|quale|quali|che|welche[rsnm]?)\b|什么|何/u,
  ],
];

function kindOf(words: readonly string[], text: string): QuestionKind {
  if (words.length === 0) {
    return 'none';
  }
  const joined = words.slice(0, 400).join(' ');
  const or = words.includes('or');
  if (isPolar(words, text)) {
    return or && !/\bor not\b/u.test(joined) ? 'choice' : 'polar';
  }
  if (or && isChoice(joined, words.length)) {
    return 'choice';
  }
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? firstKind(text) : null;
  return (
    unspaced ??
    firstKind(words.slice(0, 12).join(' ')) ??
    firstKind(joined) ??
    (isStated(words, text) ? 'polar' : 'thing')
  );
}

/** A statement with a question mark: "Os morcegos são cegos?" */
function isStated(words: readonly string[], text: string): boolean {
  return /\?\s*$/u.test(text.slice(-4)) && words.slice(1, -1).some((word) => auxiliaries.has(word));
}

/** German "was ist" asks for a thing. */
const asksAlso =
  /^was (?:ist|sind|war|waren|bedeutet|heisst|macht|passiert|geschieht|kann|hat)\b|\b(?:when|where|how (?:many|much|long|far|old|tall|high))\b|^\w+ (?:you )?(?:know )?who\b/u;
const tail = /[,.:;]\s*(?:is|are|do|does|did|can|could|will|would|should|has|have|was|were)\s[^.?!]{1,300}\?\s*$/iu;
/** Mandarin and Japanese ask for yes or no at the end. */
const particle = /(?:吗|嗎|ですか|ますか|でしょうか)[。？?]?\s*$/u;

/** Spanish marks a question; without a word that asks it wants yes or no: "¿Los perros ven de noche?" */
const markedQuestion = /¿[^¿?]{1,400}\?\s*$/u;
const asksInSpanish =
  /^(?:(?:a|con|de|desde|en|para|por|hasta) )?(?:que|quien(?:es)?|cual(?:es)?|cuando|donde|adonde|como|cuant[oa]s?)\b/u;

/** It begins with an auxiliary verb, or its last clause does. */
function isPolar(words: readonly string[], text: string): boolean {
  const last = text.slice(-400);
  if (markedQuestion.test(last) && !asksInSpanish.test(words.slice(0, 3).join(' '))) {
    return true;
  }
  const asks = words.some((word) => questionWords.has(word));
  const polar = auxiliaries.has(words[0] ?? '') || (!asks && (tail.test(last) || particle.test(last)));
  return polar && !asksAlso.test(words.slice(0, 400).join(' '));
}

/** "Which is larger, A or B", "A or B for a long night". */
function isChoice(joined: string, wordCount: number): boolean {
  const asks = wordCount <= bareMax || /\b(?:who|which|what)\b/u.test(joined);
  return asks && !/\b(?:how|when|where|why)\b/u.test(joined);
}

/** The kind whose word comes first. */
function firstKind(joined: string): QuestionKind | null {
  let best: QuestionKind | null = null;
  let at = Number.POSITIVE_INFINITY;
  for (const [kind, pattern] of openers) {
    const found = joined.search(pattern);
    if (found >= 0 && found < at) {
      [best, at] = [kind, found];
    }
  }
  return best;
}
