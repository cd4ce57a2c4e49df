import { functionWords, paleWords } from './words.ts';
import commonWords from './common-words.json' with { type: 'json' };
import { stem } from '../text/stem.ts';

const classWeights = [0.25, 0.3, 0.4, 0.5, 0.65];
const rareWeight = 1;
/** "Twelve", "VIII". */
const numeralWeight = 0.8;
let weights: Map<string, number> | null = null;

/** How much a word tells, 0 for function words to 1 for rare words and names. The key of an alias begins with `=`. */
export function weighWord(word: string, key: string): number {
  if (key.startsWith('=')) {
    weights ??= loadWeights();
    return weights.get(key.slice(1)) ?? 0.5;
  }
  if (functionWords.has(word)) {
    return 0;
  }
  if (word !== key && isDigit(key.charCodeAt(0))) {
    return numeralWeight;
  }
  if (paleWords.has(word)) {
    return 0.15;
  }
  weights ??= loadWeights();
  return weights.get(word) ?? weights.get(key) ?? rareWeight;
}

/** The commonest reading of a stem decides. */
function loadWeights(): Map<string, number> {
  const loaded = new Map<string, number>();
  commonWords.forEach((words, place) => {
    for (const word of words.split(' ')) {
      const weight = classWeights[place] ?? rareWeight;
      for (const key of [word, stem(word)]) {
        if (!loaded.has(key)) {
          loaded.set(key, weight);
        }
      }
    }
  });
  return loaded;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
