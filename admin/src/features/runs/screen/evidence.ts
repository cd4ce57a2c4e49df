import type { AnswerView } from '#api/contract';

/** What a sentence of the synthesis rests on in one answer. */
export interface Evidence {
  readonly model: string;
  /** A verbatim part of the answer; null when it says so in words too different to be found. */
  readonly quote: string | null;
}

const sentencesMax = 400;
const lineLengthMax = 2_000;
/** Of the words of both, weighted by how rare they are, so much must be common. */
const commonMin = 0.22;

/** For each supporter the sentence of its answer that comes nearest in words. */
export function evidenceOf(
  segment: { readonly text: string; readonly models: readonly string[] },
  answers: readonly Pick<AnswerView, 'model' | 'text'>[],
): readonly Evidence[] {
  const read = answers
    .filter((answer) => segment.models.includes(answer.model))
    .map(({ model, text }) => ({ model, sentences: sentencesOf(text).map((one) => ({ one, words: wordsOf(one) })) }));
  const weigh = weigher(read.flatMap(({ sentences }) => sentences.map(({ words }) => words)));
  const wanted = wordsOf(segment.text);
  return segment.models.map((model) => {
    let best: { quote: string | null; common: number } = { quote: null, common: commonMin };
    for (const { one, words } of read.find((answer) => answer.model === model)?.sentences ?? []) {
      const common = commonOf(wanted, words, weigh);
      best = common > best.common ? { quote: one, common } : best;
    }
    return { model, quote: best.quote };
  });
}

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const wordCutter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The sentences of an answer in its own Markdown, code left out. */
function sentencesOf(text: string): readonly string[] {
  const found: string[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      fenced = !fenced;
    } else if (!fenced && found.length < sentencesMax) {
      const body = line.slice(0, lineLengthMax).replace(/^[\s>#*+|-]*(?:\d+[.)]\s)?/, '');
      for (const { segment } of sentences.segment(body)) {
        if (segment.trim() !== '') {
          found.push(segment.trim());
        }
      }
    }
  }
  return found;
}

function wordsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { segment, isWordLike } of wordCutter.segment(text.slice(0, lineLengthMax))) {
    if (isWordLike) {
      found.add(segment.toLowerCase());
    }
  }
  return found;
}

/** A word that stands in most sentences says little about which of them is meant. */
function weigher(all: readonly ReadonlySet<string>[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const words of all) {
    for (const word of words) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return (word) => Math.log(1 + all.length / (1 + (counts.get(word) ?? 0)));
}

function commonOf(a: ReadonlySet<string>, b: ReadonlySet<string>, weigh: (word: string) => number): number {
  let [common, all] = [0, 0];
  for (const word of a) {
    all += weigh(word);
    common += b.has(word) ? 2 * weigh(word) : 0;
  }
  for (const word of b) {
    all += weigh(word);
  }
  return all === 0 ? 0 : common / all;
}
