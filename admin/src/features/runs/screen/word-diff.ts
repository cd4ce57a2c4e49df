/** A run of words that the other text has too, or has not. */
export interface DiffRun {
  readonly text: string;
  readonly same: boolean;
}

const wordsMax = 300;
/** With less than this in common everything would be marked, which says nothing. */
const sharedMin = 0.3;
const cutter = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * Both texts cut into what they share, in order, and what they do not. Texts of more than
 * 300 words, and texts that share too little, are not compared.
 */
export function wordDiff(left: string, right: string): readonly [readonly DiffRun[], readonly DiffRun[]] {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.length > wordsMax || b.length > wordsMax) {
    return [[{ text: left, same: true }], [{ text: right, same: true }]];
  }
  const kept = commonOf(a, b);
  if (sizeOf(a, kept.left) < sharedMin * Math.min(sizeOf(a, null), sizeOf(b, null))) {
    return [[{ text: left, same: true }], [{ text: right, same: true }]];
  }
  return [runsOf(a, kept.left), runsOf(b, kept.right)];
}

/** How many of the words, marks left out, are in `kept`; null takes all. */
function sizeOf(words: readonly string[], kept: ReadonlySet<number> | null): number {
  return words.filter((word, index) => isWord(word) && (kept === null || kept.has(index))).length;
}

function isWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function wordsOf(text: string): readonly string[] {
  return Array.from(cutter.segment(text), ({ segment }) => segment);
}

/** The longest common subsequence of words, by the table of lengths from the end. */
function commonOf(a: readonly string[], b: readonly string[]) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = isSame(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const [left, right] = [new Set<number>(), new Set<number>()];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (isSame(a[i], b[j])) {
      left.add(i);
      right.add(j);
      [i, j] = [i + 1, j + 1];
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return { left, right };
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function runsOf(words: readonly string[], kept: ReadonlySet<number>): readonly DiffRun[] {
  const runs: { text: string; same: boolean }[] = [];
  words.forEach((text, index) => {
    // What stands between words belongs to the run before it.
    const same = isWord(text) ? kept.has(index) : (runs.at(-1)?.same ?? true);
    const last = runs.at(-1);
    if (last?.same === same) {
      last.text += text;
    } else {
      runs.push({ text, same });
    }
  });
  return runs;
}
