import type { AnswerTrailer } from '../../consensus/view/index.ts';

const lineMax = 300;
const wordsMax = 40;
const factsMax = 5;
const factMax = 200;
const stances = ['yes', 'no', 'depends', 'na'] as const;

/** The trailer in a model's JSON, each part bounded; null unless it is one object with a bottom line. */
export function parseTrailer(json: string): AnswerTrailer | null {
  const value = parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return null;
  }
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const bottomLine = oneLine(fields['bottom_line'], lineMax).split(' ').slice(0, wordsMax).join(' ');
  if (bottomLine === '') {
    return null;
  }
  const stance = typeof fields['stance'] === 'string' ? fields['stance'].trim().toLowerCase() : '';
  const facts = Array.isArray(fields['key_facts']) ? fields['key_facts'].slice(0, factsMax) : [];
  const confidence = fields['confidence'];
  return {
    bottomLine,
    stance: stances.find((known) => known === stance) ?? 'na',
    keyFacts: facts.map((fact) => oneLine(fact, factMax)).filter((fact) => fact !== ''),
    confidence: typeof confidence === 'number' && confidence >= 0 && confidence <= 1 ? confidence : null,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function oneLine(value: unknown, max: number): string {
  const line =
    typeof value === 'string'
      ? value
          .slice(0, 4 * max)
          .replace(/[\s\p{Cc}]+/gu, ' ')
          .trim()
      : '';
  return line
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
