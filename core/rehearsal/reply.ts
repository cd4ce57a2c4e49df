import type { Fault } from './faults.ts';
import { composeJudgement, readJudgeRequest } from './judge.ts';
import { canonicalQuestion } from './question.ts';
import { composeSynthesis, readSynthesisRequest } from './synthesis.ts';
import type { Cast, CastAnswer, Seat } from './cast.ts';
import type { AskedChat } from './formats/format.ts';

/** What a seat says to a request. */
export interface Said {
  /** Written before the answer: what deep research thinks while one waits. */
  readonly thinking: string;
  readonly text: string;
  readonly refused: boolean;
  readonly citations: CastAnswer['citations'];
  readonly delayMs: number;
  /** The end of `text` that must stand whole at the end: a trailer, or all of a synthesis or judgement. */
  readonly tail: string;
}

/** `tokens`: how long a synthesis must be, or null; answers are stretched as they are cut into tokens. */
export function composeReply(cast: Cast, seat: Seat, { asked, tokens, fault }: Request): Said {
  const judgement = readJudgeRequest(asked);
  if (judgement !== null) {
    return { ...nothingElse, text: '', tail: composeJudgement(cast, judgement, fault) };
  }
  const synthesis = readSynthesisRequest(asked);
  if (synthesis !== null) {
    return { ...nothingElse, text: '', tail: composeSynthesis(cast, synthesis, tokens) };
  }
  const question = cast.byQuestion.get(canonicalQuestion(asked.question));
  const answer = question?.answers[seat.vendor] ?? abstention(cast);
  const trailer = cast.trailers && asked.system.includes(trailerFence) ? trailerOf(answer) : '';
  return {
    thinking: seat.late ? researchThinking : '',
    text: answer.text,
    refused: answer.refusal,
    citations: answer.citations,
    delayMs: answer.delayMs,
    tail: trailer,
  };
}

interface Request {
  readonly asked: AskedChat;
  readonly tokens: number | null;
  readonly fault: Fault | null;
}

/** A question outside the cast is answered by saying so. */
function abstention(cast: Cast): CastAnswer {
  const [first, second] = cast.suggestions;
  const known = second === undefined ? `"${first ?? ''}"` : `"${first ?? ''}" or "${second}"`;
  return {
    text: `I don't know: this is a rehearsal model and that question is not in its cast. Try ${known} instead.`,
    position: null,
    refusal: false,
    falseSource: false,
    citations: [],
    trailer: { bottom_line: "I don't know.", stance: 'na', key_facts: [], confidence: 0 },
    delayMs: 0,
  };
}

function trailerOf(answer: CastAnswer): string {
  return answer.trailer === null ? '' : `\n\n${trailerFence}\n${JSON.stringify(answer.trailer)}\n\`\`\``;
}

const trailerFence = '```consilience';

const researchThinking =
  '<think>\nSplitting the question into parts.\nSearching for each of them.\nReading what was found.\n' +
  'Comparing the sources with each other.\nWriting down what they agree on.\n</think>\n\n';

const nothingElse = { thinking: '', refused: false, citations: [], delayMs: 0 };
