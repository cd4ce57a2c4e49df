const invisible = '\\u00AD\\u200B-\\u200F\\u2060-\\u2064\\uFEFF\\u202A-\\u202E\\u2066-\\u2069\\u{E0000}-\\u{E007F}';
const uneven = new RegExp(`[${invisible}\\u0370-\\u03FF\\u0400-\\u04FF\\\\]|\\^\\{`, 'u');
const words = new RegExp(`[\\p{L}\\p{M}\\p{Nd}${invisible}]+`, 'gu');
const signs = new RegExp(`[${invisible}]`, 'gu');

/**
 * The same text for reading, of the same length, so that places in it are places in the original: without signs that nobody
 * sees, with Latin letters for their look-alikes inside Latin words, and with formulas in plain signs.
 */
export function level(text: string): string {
  if (!uneven.test(text)) {
    return text;
  }
  const seen = text.replace(words, (word) => word.replace(signs, '').padEnd(word.length));
  const plain = seen.replace(mixedWord, (word) => (isMixed(word) ? Array.from(word, latin).join('') : word));
  return /[\\^]/.test(plain) ? levelFormulas(plain) : plain;
}

const mixedWord = /[\p{Script=Latin}\u0370-\u03FF\u0400-\u04FF]{2,60}/gu;
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Array.from('АВЕКМНОРСТУХІЈЅаеорсухіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο').map((sign, index): [string, string] => [
    sign,
    'ABEKMHOPCTYXIJSaeopcyxijsdhABEZHIKMNOPTYXo'.charAt(index),
  ]),
);

function isMixed(word: string): boolean {
  return /\p{Script=Latin}/u.test(word) && Array.from(word).every((sign) => latin(sign) !== '');
}

/** The Latin letter that a sign is or looks like; nothing where it is neither. */
function latin(sign: string): string {
  return /\p{Script=Latin}/u.test(sign) ? sign : (lookAlikes.get(sign) ?? '');
}

const dollars = /\$([^$\n]{1,200})\$/gu;
const fraction = /\\[dt]?frac\s?\{([^{}\\\n]{1,40})\}\s?\{([^{}\\\n]{1,40})\}/gu;
const root = /\\sqrt\s?\{([^{}\\\n]{1,40})\}/gu;
const wrapped = /\\(?:text|mathrm|mathbf|operatorname)\s?\{([^{}\\\n]{1,80})\}/gu;
const commands = /\\(?:[a-zA-Z]{1,12}|[()[\],;:!%$])/gu;
const plainSigns: ReadonlyMap<string, string> = new Map([
  ['\\times', '×'],
  ['\\cdot', '·'],
  ['\\pi', 'π'],
  ['\\approx', '≈'],
  ['\\le', '≤'],
  ['\\leq', '≤'],
  ['\\ge', '≥'],
  ['\\geq', '≥'],
  ['\\ne', '≠'],
  ['\\neq', '≠'],
  ['\\pm', '±'],
  ['\\%', '%'],
  ['\\$', '$'],
]);
const blanks = /^\\(?:left|right|quad|displaystyle|[()[\],;:!])$/u;

/** "\frac{1}{2}" is 1/2, "\sqrt{2}" is √2, "$x^{2}$" is x^2; other commands stay as they are. */
function levelFormulas(text: string): string {
  return text
    .replace(dollars, (all, inner: string) => (/[\\^_=]/.test(inner) ? ` ${inner} ` : all))
    .replace(wrapped, (all, inner: string) => inner.padEnd(all.length))
    .replace(fraction, (all, over: string, under: string) => ratio(over, under).padEnd(all.length))
    .replace(root, (all, inner: string) => `√${inner}`.padEnd(all.length))
    .replace(/\^\{([^{}\\\n]{1,20})\}/gu, (all, inner: string) => `^${inner}`.padEnd(all.length))
    .replace(
      commands,
      (all) => plainSigns.get(all)?.padEnd(all.length) ?? (blanks.test(all) ? ' '.repeat(all.length) : all),
    );
}

function ratio(over: string, under: string): string {
  return `${over.trim()}/${under.trim()}`;
}
