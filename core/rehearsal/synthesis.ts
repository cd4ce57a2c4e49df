import { z } from 'zod';
import { canonicalQuestion } from './question.ts';
import { countTokens } from './tokens.ts';
import { vendors, type Cast, type CastQuestion, type Vendor } from './cast.ts';
import type { AskedChat } from './formats/format.ts';

const requestSchema = z.object({
  question: z.string(),
  answers: z.array(z.object({ label: z.string(), text: z.string() })),
  positions: z.array(z.object({ labels: z.array(z.string()), summary: z.string() })).default([]),
});

export type SynthesisRequest = z.output<typeof requestSchema>;

/** The answers and positions that a synthesiser is given; null when the request asks for no synthesis. */
export function readSynthesisRequest({ system, question }: AskedChat): SynthesisRequest | null {
  if (!system.trimStart().startsWith('[consilience synthesis/')) {
    return null;
  }
  for (const line of question.split('\n')) {
    const parsed = line.trimStart().startsWith('{') ? requestSchema.safeParse(parseJson(line)) : null;
    if (parsed?.success === true) {
      return parsed.data;
    }
  }
  return { question: '', answers: [], positions: [] };
}

/**
 * JSON Lines, one segment a line: `{"text": "...", "support": ["label"]}`. With `tokens`, exactly that many where the
 * first segment leaves room.
 */
export function composeSynthesis(cast: Cast, request: SynthesisRequest, tokens: number | null): string {
  const question = cast.byQuestion.get(canonicalQuestion(request.question));
  const written = question === undefined ? [] : writtenSegments(question, request);
  const segments = written.length > 0 ? written : composedSegments(request);
  return (tokens === null ? segments : stretched(segments, tokens)).map(lineOf).join('');
}

/** Segments again and again while they fit; the last one takes the rest as filler. */
function stretched(segments: readonly Segment[], tokens: number): Segment[] {
  const taken: Segment[] = [];
  // A line's end and the next line's brace are one token; the last line's end stands alone.
  let left = tokens - 1;
  for (let index = 0; segments.length > 0; index += 1) {
    const segment = segments[index % segments.length];
    const size = segment === undefined ? Infinity : countTokens(JSON.stringify(segment));
    if (segment === undefined || size > left) {
      break;
    }
    taken.push(segment);
    left -= size;
  }
  const last = taken.pop();
  return last === undefined ? [...segments] : [...taken, { ...last, text: `${last.text}${' more'.repeat(left)}` }];
}

function lineOf(segment: Segment): string {
  return `${JSON.stringify(segment)}\n`;
}

interface Segment {
  readonly text: string;
  readonly support: readonly string[];
}

/** The cast's own synthesis, without the sentences that nobody in this run supports. */
function writtenSegments(question: CastQuestion, request: SynthesisRequest): Segment[] {
  const labels = new Map(vendors.map((vendor) => [vendor, labelsOf(question, vendor, request)]));
  return question.synthesis
    .map(({ text, support }) => ({ text, support: support.flatMap((vendor) => labels.get(vendor) ?? []) }))
    .filter(({ support }) => support.length > 0);
}

/** Labels are opaque, so the texts tell whose answer is whose; they may have been shortened on the way. */
function labelsOf(question: CastQuestion, vendor: Vendor, { answers }: SynthesisRequest): string[] {
  const own = plain(question.answers[vendor]?.text ?? '');
  return own === '' ? [] : answers.filter(({ text }) => isSame(plain(text), own)).map(({ label }) => label);
}

/** The position of the cast's answer that this text is; null when there is none, or it takes no position. */
export function positionOf(question: CastQuestion, text: string): string | null {
  const vendor = vendors.find((one) => {
    const own = plain(question.answers[one]?.text ?? '');
    return own !== '' && isSame(plain(text), own);
  });
  return vendor === undefined ? null : (question.answers[vendor]?.position ?? null);
}

function isSame(given: string, own: string): boolean {
  return given === own || (given.length >= sameCharsMin && own.startsWith(given)) || given.startsWith(`${own} `);
}

function plain(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
}

/** The leading position first, then each other one; without positions, the first answers. */
function composedSegments({ answers, positions }: SynthesisRequest): Segment[] {
  const [leading, ...others] = positions.filter(({ labels }) => labels.length > 0);
  if (leading === undefined) {
    return answers.slice(0, 2).map(({ label, text }) => ({ text: firstSentence(text), support: [label] }));
  }
  const first = answers.find(({ label }) => label === leading.labels[0]);
  const detail = first === undefined ? '' : firstSentence(first.text);
  const summary = asSentence(leading.summary || detail);
  const opening = [{ text: summary, support: leading.labels }];
  if (first !== undefined && detail !== '' && !summary.includes(detail.slice(0, 40))) {
    opening.push({ text: asSentence(detail), support: [first.label] });
  }
  const dissent = others.slice(0, 3).map(({ labels, summary: held }) => ({
    text: `${labels.length === 1 ? 'One model holds' : 'Others hold'} that ${quoted(held)}`,
    support: labels,
  }));
  return [...opening, ...dissent];
}

function quoted(summary: string): string {
  return `“${summary
    .trim()
    .replace(/(?<![.\s])[.\s]+$/u, '')
    .slice(0, segmentCharsMax)}”.`;
}

function firstSentence(text: string): string {
  const words = text
    .split('\n')
    .filter((line) => !/^\s*(?:#|```|\|)/.test(line))
    .join(' ')
    .replaceAll(/[*_`>]/g, '');
  const sentence = /^.*?[.!?。](?=\s|$)/su.exec(plain(words))?.[0] ?? plain(words);
  return sentence.slice(0, segmentCharsMax);
}

function asSentence(text: string): string {
  const trimmed = plain(text).slice(0, segmentCharsMax);
  return /[.!?。]$/u.test(trimmed) || trimmed === '' ? trimmed : `${trimmed}.`;
}

export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const segmentCharsMax = 300;
const sameCharsMin = 24;
