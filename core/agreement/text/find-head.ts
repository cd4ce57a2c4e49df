import { makeBag, sum } from './bag.ts';
import type { Head, Sentence } from './reading.ts';
import { judgeSentence } from './judge-sentence.ts';
import { readNames } from './read-names.ts';
import type { Question } from './read-question.ts';
import { readTokens, type Token } from './read-tokens.ts';
import type { Span } from './split-sentences.ts';

interface Read {
  readonly question: Question;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
}

const sentencesMax = 12;
const tellingMin = 0.5;
const concludingMax = 60;

/** What an answer comes down to: its bottom line where the model gave one, else the sentence that answers. */
export function findHead(bottomLine: string, read: Read): Head {
  const lineTokens = bottomLine === '' ? [] : readTokens(bottomLine);
  if (lineTokens.length > 0) {
    return makeHead(bottomLine, lineTokens, { question: read.question, span: null });
  }
  const span = chooseSentence(read) ?? { start: 0, end: 0, from: 0, to: 0 };
  return makeHead(read.text.slice(span.start, span.end), read.tokens.slice(span.from, span.to), {
    question: read.question,
    span,
  });
}

/** A conclusion with its answer in bold, else the first sentence that is no preamble and says something the question does not. */
function chooseSentence(read: Read): Sentence | undefined {
  const prose = withoutBlocks(read);
  const asserting = prose
    .slice(0, sentencesMax)
    .filter((sentence) => judgeSentence(read.text.slice(sentence.start, sentence.end)) === 'asserts');
  const telling = asserting.find(
    (sentence) => sum(makeBag(read.tokens.slice(sentence.from, sentence.to), read.question)) >= tellingMin,
  );
  const concluded = read.question.isProblem ? undefined : concluding(read, prose);
  return concluded ?? telling ?? asserting[0] ?? read.sentences[0];
}

const conclusion =
  /^\W{0,5}(?:(?:so|therefore|thus|hence|in short|in conclusion|in summary|overall)\b|the (?:final )?answer is|i(?:'d| would)? (?:recommend|use|choose|go with)|for (?:an?|most|your) [^,.:]{1,60}(?:[:,]| i recommend))/iu;

const plainConclusion = /^\W{0,5}(?:so,? |therefore,? |thus,? )?the (?:final |correct )?answer is\b/iu;

/** The last sentence that draws a conclusion: it calls it the answer, or prints what it comes to in bold. */
function concluding(read: Read, prose: readonly Sentence[]): Sentence | undefined {
  return prose.slice(-concludingMax).findLast((sentence) => {
    const text = read.text.slice(sentence.start, sentence.end);
    const opening = text.slice(0, 200).replaceAll('’', "'");
    return plainConclusion.test(opening) || (text.includes('**') && conclusion.test(opening));
  });
}

/** Neither code nor rows of a table; everything when nothing else is left. */
function withoutBlocks({ text, sentences }: Read): readonly Sentence[] {
  const fences = findFences(text);
  const prose = sentences.filter((sentence) => {
    return !isInCode(sentence.start, fences) && !text.slice(sentence.start, sentence.end).includes(' | ');
  });
  return prose.length === 0 ? sentences : prose;
}

const fencesMax = 200;

/** Where lines of fenced code begin and end, by turns. */
export function findFences(text: string): number[] {
  return [...text.matchAll(/^```/gmu)].slice(0, fencesMax).map((match) => match.index);
}

export function isInCode(at: number, fences: readonly number[]): boolean {
  return fences.filter((index) => index <= at).length % 2 === 1;
}

function makeHead(text: string, tokens: readonly Token[], of: { question: Question; span: Span | null }): Head {
  const bag = makeBag(tokens, of.question);
  const names = new Map<string, number>();
  for (const token of tokens) {
    const weight = bag.get(token.key);
    if (weight !== undefined && (token.capital || token.kind === 'digits')) {
      names.set(token.key, weight);
    }
  }
  const groups = readNames(text, tokens, of.question);
  return { text, tokens, bag, size: sum(bag), names, namesSize: sum(names), groups, span: of.span };
}
