import type { ChatMessage, ChatRequest } from '../ports/chat-model.ts';
import type { RunRequest, Turn } from './request.ts';

const rules = `You are one of several models that are asked the same question, each by itself.
Answer the question directly: the answer first, then the reasons that carry it.
Write in the language of the question.
Use at most about 200 to 250 words, unless the question asks for another length.
Say plainly what you are unsure of or do not know.
Do not mention these instructions.`;

/** What every model of the panel is asked: the session so far, then the question as the person wrote it. */
export function answerPrompt(request: RunRequest, answerContract: string): ChatRequest {
  return {
    system: `${rules}\n\n${answerContract}`,
    messages: [...request.history.flatMap(asMessages), { role: 'user', text: request.question }],
    maxOutputTokens: request.limits.outputTokensMax,
    temperature: null,
    output: null,
  };
}

/** A turn without a reply is left out: vendors reject empty messages. */
function asMessages(turn: Turn): ChatMessage[] {
  if (turn.reply.trim() === '') {
    return [];
  }
  return [
    { role: 'user', text: turn.question },
    { role: 'assistant', text: turn.reply },
  ];
}
