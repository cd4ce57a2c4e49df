const memory = new Map<string, string>();
const memoryMax = 20_000;

/** A light English stem (plural, past, -ing, -ly): joins forms of one word without merging different names. */
export function stem(word: string): string {
  const known = memory.get(word);
  if (known !== undefined) {
    return known;
  }
  const made = cut(word);
  if (memory.size >= memoryMax) {
    memory.clear();
  }
  memory.set(word, made);
  return made;
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['men', 'man'],
  ['women', 'woman'],
  ['children', 'child'],
  ['people', 'person'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['wrote', 'write'],
  ['written', 'write'],
  ['sang', 'sing'],
  ['sung', 'sing'],
  ['won', 'win'],
  ['sank', 'sink'],
  ['sunk', 'sink'],
  ['fell', 'fall'],
  ['fallen', 'fall'],
  ['began', 'begin'],
  ['begun', 'begin'],
  ['made', 'make'],
  ['held', 'hold'],
  ['led', 'lead'],
  ['died', 'die'],
  ['dying', 'die'],
  ['left', 'leave'],
  ['gray', 'grey'],
  ['movie', 'film'],
  ['movies', 'film'],
]);

function cut(word: string): string {
  const fixed = irregular.get(word);
  if (fixed !== undefined) {
    return fixed;
  }
  if (word.length < 4 || !/^[a-z]+$/.test(word)) {
    return word;
  }
  return withoutEnd(american(withoutPlural(word)));
}

/** Colour, organisation, theatre, grey: one spelling for both sides of the Atlantic. */
function american(word: string): string {
  if (word.length < 6) {
    return word;
  }
  return word
    .replace(/([a-z]{3})our(?=$|ed$|ing$|ite$|able$)/, '$1or')
    .replace(/is(?=ation$|ing$|ed$|e$|er$)/, 'iz')
    .replace(/(?<=[bcht])re$/, 'er');
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) {
    return `${word.slice(0, -3)}y`;
  }
  if (/(?:ss|us|is)$/.test(word)) {
    return word;
  }
  if (/(?:ches|shes|xes|sses|zes)$/.test(word)) {
    return word.slice(0, -2);
  }
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

function withoutEnd(word: string): string {
  const base = /^(.{3,})(?:ing|ed)$/.exec(word)?.[1];
  if (base !== undefined && /[aeiouy]/.test(base)) {
    const single = /([b-df-hj-np-tv-z])\1$/.test(base) && !/(?:ll|ss|zz)$/.test(base) ? base.slice(0, -1) : base;
    return single.endsWith('e') ? single.slice(0, -1) : single;
  }
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
