import { z } from 'zod';
import { countTokens } from '../tokens.ts';
import { sse, type AskedChat, type WireFault, type WireFormat, type WireReply, type WireStream } from './format.ts';

/** OpenAI's chat completions, which Perplexity and vLLM speak too, each in its own dialect. */
export const openai: WireFormat = chatCompletions({
  extras: () => ({ service_tier: 'default', system_fingerprint: null }),
  usage: openaiUsage,
  error: openaiError,
});

/** vLLM: other usage, other errors, a stop reason beside the finish reason. */
export const vllm: WireFormat = chatCompletions({
  extras: () => ({}),
  usage: plainUsage,
  error: vllmError,
});

/** What sets a vendor's chat completions apart. */
export interface Dialect {
  /** Fields that each chunk and each whole answer carries. */
  extras(reply: WireReply): object;
  usage(reply: WireReply): object;
  error(fault: WireFault): { readonly status: number; readonly body: object };
}

export function chatCompletions(dialect: Dialect): WireFormat {
  return {
    readChat: readChatCompletion,
    stream: (reply) => new ChunkStream(dialect, reply),
    whole: (reply) => wholeCompletion(dialect, reply),
    error: (fault) => dialect.error(fault),
    errorEvent: (fault) => sse(dialect.error(fault).body),
  };
}

const contentSchema = z.union([
  z.string(),
  z.null(),
  z.array(z.object({ type: z.string(), text: z.string().optional() })),
]);

const bodySchema = z.object({
  model: z.string().min(1),
  messages: z.array(z.object({ role: z.string(), content: contentSchema.optional() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
});

export function readChatCompletion(body: unknown): AskedChat {
  const asked = bodySchema.parse(body);
  const said = asked.messages.map(({ role, content }) => ({ role, text: textOf(content ?? null) }));
  return {
    model: asked.model,
    system: said
      .filter(({ role }) => role === 'system' || role === 'developer')
      .map(({ text }) => text)
      .join('\n'),
    question: said.findLast(({ role }) => role === 'user')?.text ?? '',
    stream: asked.stream ?? false,
    includeUsage: asked.stream_options?.include_usage ?? false,
    outputTokensMax: asked.max_completion_tokens ?? asked.max_tokens ?? null,
    inputTokens: said.reduce((sum, { text }) => sum + countTokens(text) + 4, 3),
  };
}

function textOf(content: z.output<typeof contentSchema>): string {
  if (Array.isArray(content)) {
    return content.map((part) => part.text ?? '').join('');
  }
  return content ?? '';
}

class ChunkStream implements WireStream {
  readonly #dialect: Dialect;
  readonly #reply: WireReply;

  constructor(dialect: Dialect, reply: WireReply) {
    this.#dialect = dialect;
    this.#reply = reply;
  }

  open(): string {
    return this.#chunk({ role: 'assistant', content: '', refusal: null }, null);
  }

  token(text: string): string {
    return this.#chunk({ content: text }, null);
  }

  close(): string {
    const usage = this.#reply.includeUsage ? this.#usageChunk() : '';
    return `${this.#chunk({}, finishReason(this.#reply))}${usage}data: [DONE]\n\n`;
  }

  #chunk(delta: object, finish: string | null): string {
    return sse({
      ...chunkHead(this.#dialect, this.#reply),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(this.#reply.includeUsage ? { usage: null } : {}),
    });
  }

  #usageChunk(): string {
    return sse({
      ...chunkHead(this.#dialect, this.#reply),
      choices: [],
      usage: this.#dialect.usage(this.#reply),
    });
  }
}

function chunkHead(dialect: Dialect, reply: WireReply): object {
  return {
    id: `chatcmpl-${reply.id}`,
    object: 'chat.completion.chunk',
    created: reply.createdAt,
    model: reply.model,
    ...dialect.extras(reply),
  };
}

function wholeCompletion(dialect: Dialect, reply: WireReply): object {
  return {
    id: `chatcmpl-${reply.id}`,
    object: 'chat.completion',
    created: reply.createdAt,
    model: reply.model,
    ...dialect.extras(reply),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: finishReason(reply),
      },
    ],
    usage: dialect.usage(reply),
  };
}

export function finishReason(reply: WireReply): string {
  return reply.finish === 'refusal' ? 'content_filter' : reply.finish;
}

export function plainUsage({ inputTokens, outputTokens }: WireReply): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function openaiUsage(reply: WireReply): object {
  return {
    ...plainUsage(reply),
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function openaiError(fault: WireFault): { status: number; body: object } {
  const { status, reason, message, model } = fault;
  if (reason === 'model') {
    const text = `The model \`${model}\` does not exist or you do not have access to it.`;
    return { status: 404, body: openaiBody(text, 'invalid_request_error', 'model_not_found') };
  }
  if (reason === 'context') {
    return { status: 400, body: openaiBody(message, 'invalid_request_error', 'context_length_exceeded') };
  }
  const [type, code] = openaiTypes[status] ?? [status >= 500 ? 'server_error' : 'invalid_request_error', null];
  return { status, body: openaiBody(message, type, code) };
}

function openaiBody(message: string, type: string, code: string | null): object {
  return { error: { message, type, param: code === 'context_length_exceeded' ? 'messages' : null, code } };
}

const openaiTypes: Readonly<Record<number, readonly [string, string | null]>> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  402: ['insufficient_quota', 'insufficient_quota'],
  429: ['requests', 'rate_limit_exceeded'],
};

function vllmError({ status, reason, message, model }: WireFault): { status: number; body: object } {
  if (reason === 'model') {
    const text = `The model \`${model}\` does not exist.`;
    return { status: 404, body: { error: { message: text, type: 'NotFoundError', param: 'model', code: 404 } } };
  }
  if (status === 401) {
    return { status, body: { error: 'Unauthorized' } };
  }
  const type = status >= 500 ? 'InternalServerError' : 'BadRequestError';
  return { status, body: { error: { message, type, param: null, code: status } } };
}
