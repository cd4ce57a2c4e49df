/**
 * The same word in another spelling: "Tchaikovsky" and "Chaikovsky", "Gaddafi" and "Qaddafi". Only vowels, doubled letters and letters
 * that sound alike may differ, the more the longer the word is; a different consonant makes another word. Folded words.
 */
export function isSameSpelling(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < lettersMin || Math.abs(a.length - b.length) > apartMax || !beginAlike(a, b)) {
    return false;
  }
  const [left, right] = [soundOf(a), soundOf(b)];
  const longest = Math.max(left.length, right.length);
  if (longest > lettersMax || Math.min(left.length, right.length) < soundsMin) {
    return false;
  }
  return left === right || distance(left, right) <= (longest < longMin ? 0.5 : 1);
}

const lettersMin = 5;
const lettersMax = 24;
const soundsMin = 4;
const longMin = 8;
const apartMax = 3;

/** Groups of letters that begin the same name: Qaddafi, Gaddafi; Tchaikovsky, Chaikovsky. */
const openings = new Set(
  ['kqgc', 'tc', 'vwf', 'pf', 'yij', 'szx'].flatMap((letters) =>
    Array.from(letters).flatMap((left) => Array.from(letters, (right) => left + right)),
  ),
);

function beginAlike(a: string, b: string): boolean {
  return a.charCodeAt(0) === b.charCodeAt(0) || openings.has(a.charAt(0) + b.charAt(0));
}

const sounds: readonly (readonly [RegExp, string])[] = [
  [/shch|tsch|tch|sch|sh|ch/g, 'x'],
  [/ph/g, 'f'],
  [/(?:q|g|k)h(?=[aeiou])|ck|qu?/g, 'k'],
  [/ts|tz|z/g, 's'],
  [/ou|ue|oe/g, 'o'],
  [/ae/g, 'a'],
  [/y|j(?=[^aeiou]|$)/g, 'i'],
  [/w/g, 'v'],
  [/(?<=[aeiou])h/g, ''],
  [/(.)\1+/g, '$1'],
];

function soundOf(word: string): string {
  let sound = word;
  for (const [pattern, letter] of sounds) {
    sound = sound.replace(pattern, letter);
  }
  return sound;
}

const vowels = new Set('aeiou');
const alike = new Set(['kg', 'gk', 'kc', 'ck', 'td', 'dt', 'sc', 'cs', 'bp', 'pb', 'fv', 'vf', 'xk', 'kx']);
const soft = 0.5;
const hard = 2;

/** Levenshtein's distance: half a step for a vowel or a letter that sounds alike, two for any other change, one for a lost consonant. */
function distance(a: string, b: string): number {
  let row = [0];
  for (const letter of b) {
    row.push((row.at(-1) ?? 0) + costOf(letter));
  }
  for (let i = 0; i < a.length; i += 1) {
    const own = a.charAt(i);
    const next = [(row[0] ?? 0) + costOf(own)];
    for (let j = 0; j < b.length; j += 1) {
      const last = i === a.length - 1 && j === b.length - 1;
      const swap = (row[j] ?? 0) + swapCost(own, b.charAt(j), last);
      const drop = (row[j + 1] ?? 0) + costOf(own);
      next.push(Math.min(swap, drop, (next[j] ?? 0) + costOf(b.charAt(j))));
    }
    row = next;
  }
  return row.at(-1) ?? hard;
}

function costOf(letter: string): number {
  return vowels.has(letter) ? soft : 1;
}

/** Another letter at the end makes another name: Maria, Mario. */
function swapCost(a: string, b: string, last: boolean): number {
  if (a === b) {
    return 0;
  }
  const close = (vowels.has(a) && vowels.has(b)) || alike.has(a + b);
  return close && !last ? soft : hard;
}
