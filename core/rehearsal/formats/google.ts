import { z } from 'zod';
import { countTokens } from '../tokens.ts';
import { type AskedChat, type WireFault, type WireFormat, type WireReply, type WireStream } from './format.ts';

/** Gemini's generateContent. The model and whether to stream stand in the address; the caller adds them to the body. */
export const google: WireFormat = {
  readChat,
  stream: (reply) => new CandidateStream(reply),
  whole,
  error,
  errorEvent: (fault) => sse(error(fault).body),
};

const partsSchema = z.array(z.object({ text: z.string().optional() }));
const instructionSchema = z.union([z.string(), z.object({ parts: partsSchema })]);
const configSchema = z.object({ maxOutputTokens: z.number().int().min(1).optional() });

const bodySchema = z.object({
  model: z.string().min(1),
  stream: z.boolean(),
  contents: z.array(z.object({ role: z.string().optional(), parts: partsSchema })).min(1),
  systemInstruction: instructionSchema.optional(),
  system_instruction: instructionSchema.optional(),
  generationConfig: configSchema.optional(),
  generation_config: configSchema.optional(),
});

function readChat(body: unknown): AskedChat {
  const asked = bodySchema.parse(body);
  const instruction = asked.systemInstruction ?? asked.system_instruction ?? '';
  const system = typeof instruction === 'string' ? instruction : textOf(instruction.parts);
  const said = asked.contents.map(({ role, parts }) => ({ role: role ?? 'user', text: textOf(parts) }));
  return {
    model: asked.model,
    system,
    question: said.findLast(({ role }) => role === 'user')?.text ?? '',
    stream: asked.stream,
    includeUsage: true,
    outputTokensMax: (asked.generationConfig ?? asked.generation_config)?.maxOutputTokens ?? null,
    inputTokens: said.reduce((sum, { text }) => sum + countTokens(text), countTokens(system)),
  };
}

/** Google ends its lines with CRLF. */
function sse(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}

function textOf(parts: z.output<typeof partsSchema>): string {
  return parts.map((part) => part.text ?? '').join('');
}

class CandidateStream implements WireStream {
  readonly #reply: WireReply;
  #tokens = 0;

  constructor(reply: WireReply) {
    this.#reply = reply;
  }

  open(): string {
    return '';
  }

  token(text: string): string {
    this.#tokens += 1;
    return this.#chunk({ content: { parts: [{ text }], role: 'model' }, index: 0 }, this.#tokens);
  }

  close(): string {
    return this.#chunk(lastCandidate(this.#reply, ''), this.#reply.outputTokens);
  }

  #chunk(candidate: object, outputTokens: number): string {
    return sse({ candidates: [candidate], ...tail({ ...this.#reply, outputTokens }) });
  }
}

function whole(reply: WireReply): object {
  return { candidates: [lastCandidate(reply, reply.text)], ...tail(reply) };
}

function lastCandidate({ finish }: WireReply, text: string): object {
  const finishReason = { stop: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY' }[finish];
  return { content: { parts: [{ text }], role: 'model' }, finishReason, index: 0 };
}

function tail({ id, model, inputTokens, outputTokens }: WireReply): object {
  return {
    usageMetadata: {
      promptTokenCount: inputTokens,
      candidatesTokenCount: outputTokens,
      totalTokenCount: inputTokens + outputTokens,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
    },
    modelVersion: model,
    responseId: id,
  };
}

function error({ status, reason, message, model }: WireFault): { status: number; body: object } {
  if (reason === 'model') {
    const text = `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`;
    return { status: 404, body: { error: { code: 404, message: text, status: 'NOT_FOUND' } } };
  }
  const name = statusNames[status] ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT');
  return { status, body: { error: { code: status, message, status: name } } };
}

const statusNames: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};
