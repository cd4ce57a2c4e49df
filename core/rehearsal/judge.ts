import { z } from 'zod';
import type { Cast } from './cast.ts';
import type { Fault } from './faults.ts';
import type { AskedChat } from './formats/format.ts';
import { canonicalQuestion } from './question.ts';
import { parseJson, positionOf } from './synthesis.ts';

const requestSchema = z.object({
  question: z.string(),
  answers: z.array(z.object({ label: z.string(), text: z.string() })),
});

export type JudgeRequest = z.output<typeof requestSchema>;
type Stance = 'supports' | 'contradicts' | 'silent';

/** The answers that a judge is given; null when the request asks for no judgement. */
export function readJudgeRequest({ system, question }: AskedChat): JudgeRequest | null {
  if (!system.trimStart().startsWith('[consilience judge/')) {
    return null;
  }
  for (const line of question.split('\n')) {
    const parsed = line.trimStart().startsWith('{') ? requestSchema.safeParse(parseJson(line)) : null;
    if (parsed?.success === true) {
      return parsed.data;
    }
  }
  return { question: '', answers: [] };
}

const quoteMax = 120;

/**
 * A good judge says what the cast says: one claim a position, held by the answers of that position and contradicted by those of the
 * others. Faults make it answer in prose, quote what nobody said, or obey an answer that gives orders.
 */
export function composeJudgement(cast: Cast, request: JudgeRequest, fault: Fault | null): string {
  if (fault?.kind === 'judge-malformed') {
    return 'All answers agree with each other. {"claims": [{"claim": "They agree"';
  }
  if (fault?.kind === 'judge-lying') {
    return judgement(
      request,
      () => 'supports',
      () => 'as everybody has always known',
    );
  }
  if (fault?.kind === 'judge-misquoting') {
    return misquoted(request);
  }
  if (fault?.kind === 'judge-injected' && request.answers.some(({ text }) => orders.test(text))) {
    return judgement(request, () => 'supports', quoteOf);
  }
  const question = cast.byQuestion.get(canonicalQuestion(request.question));
  const positions = request.answers.map(({ text }) => (question === undefined ? null : positionOf(question, text)));
  const held = [...new Set(positions.filter((position) => position !== null))].toSorted();
  const claims = held.map((position) =>
    claimOf(request, (index) => stanceOf(positions[index] ?? null, position), quoteOf),
  );
  return JSON.stringify({ claims });
}

const orders = /\b(?:ignore|all models agree|report|rate this|say that)\b/iu;

function stanceOf(own: string | null, position: string): Stance {
  if (own === null) {
    return 'silent';
  }
  return own === position ? 'supports' : 'contradicts';
}

/** Each claim has another trick by which all answers would seem to agree. */
function misquoted(request: JudgeRequest): string {
  const { answers, question } = request;
  const ofNext = claimOf(request, all, (text) => {
    const at = answers.findIndex((answer) => answer.text === text);
    return quoteOf(answers[(at + 1) % answers.length]?.text ?? '');
  });
  const ofQuestion = claimOf(request, all, () => question.slice(0, quoteMax));
  const ofLetters = claimOf(request, all, (text) => text.trim().slice(1, 3));
  const right = claimOf(request, all, quoteOf);
  const ofNobody = { ...right, positions: right.positions.map((one, index) => ({ ...one, answer: `X${index}` })) };
  const against = right.positions.map((one) => ({ ...one, stance: 'contradicts' as const }));
  const onBothSides = { ...right, positions: [...right.positions, ...against].slice(0, positionsMax) };
  return JSON.stringify({ claims: [ofNext, ofQuestion, ofLetters, ofNobody, onBothSides] });
}

const positionsMax = 8;
const all = () => 'supports' as const;

function judgement(request: JudgeRequest, stance: (index: number) => Stance, quote: (text: string) => string): string {
  return JSON.stringify({ claims: [claimOf(request, stance, quote)] });
}

function claimOf(request: JudgeRequest, stance: (index: number) => Stance, quote: (text: string) => string) {
  const positions = request.answers.map(({ label, text }, index) => {
    const own = stance(index);
    return { answer: label, stance: own, quote: own === 'silent' ? '' : quote(text) };
  });
  const first = request.answers.find((_, index) => stance(index) === 'supports');
  return { claim: quoteOf(first?.text ?? ''), decides: true, positions };
}

/** The beginning of the first line, letter by letter. */
function quoteOf(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, quoteMax).trim();
}
