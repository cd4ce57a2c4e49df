import { z } from 'zod';
import { countTokens } from '../tokens.ts';
import type { AskedChat, WireFault, WireFormat, WireReply, WireStream } from './format.ts';

/** Anthropic's messages. */
export const anthropic: WireFormat = {
  readChat,
  stream: (reply) => new MessageStream(reply),
  whole,
  error,
  errorEvent: (fault) => event('error', error(fault).body),
};

const blocksSchema = z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))]);

const bodySchema = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().min(1),
  system: blocksSchema.optional(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant', 'system']), content: blocksSchema })).min(1),
  stream: z.boolean().optional(),
});

function readChat(body: unknown): AskedChat {
  const asked = bodySchema.parse(body);
  const system = textOf(asked.system ?? '');
  const said = asked.messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  return {
    model: asked.model,
    system,
    question: said.findLast(({ role }) => role === 'user')?.text ?? '',
    stream: asked.stream ?? false,
    includeUsage: true,
    outputTokensMax: asked.max_tokens,
    inputTokens: said.reduce((sum, { text }) => sum + countTokens(text) + 4, countTokens(system)),
  };
}

function textOf(content: z.output<typeof blocksSchema>): string {
  return typeof content === 'string' ? content : content.map((block) => block.text ?? '').join('');
}

class MessageStream implements WireStream {
  readonly #reply: WireReply;

  constructor(reply: WireReply) {
    this.#reply = reply;
  }

  open(): string {
    const message = { ...head(this.#reply), content: [], stop_reason: null, stop_details: null, stop_sequence: null };
    return [
      event('message_start', { message: { ...message, usage: usage({ ...this.#reply, outputTokens: 1 }) } }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('ping', {}),
    ].join('');
  }

  token(text: string): string {
    return event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  }

  close(): string {
    const delta = { stop_reason: stopReason(this.#reply), stop_details: stopDetails(this.#reply), stop_sequence: null };
    return [
      event('content_block_stop', { index: 0 }),
      event('message_delta', { delta, usage: usage(this.#reply) }),
      event('message_stop', {}),
    ].join('');
  }
}

function event(type: string, data: object): string {
  return `event: ${type}
data: ${JSON.stringify({ type, ...data })}

`;
}

function whole(reply: WireReply): object {
  return {
    ...head(reply),
    content: reply.text === '' ? [] : [{ type: 'text', text: reply.text, citations: null }],
    stop_reason: stopReason(reply),
    stop_details: stopDetails(reply),
    stop_sequence: null,
    usage: usage(reply),
  };
}

function head(reply: WireReply): object {
  return { id: `msg_${reply.id}`, type: 'message', role: 'assistant', model: reply.model };
}

function stopReason({ finish }: WireReply): string {
  return { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal' }[finish];
}

function stopDetails({ finish }: WireReply): object | null {
  return finish === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null;
}

function usage({ inputTokens, outputTokens }: WireReply): object {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

function error({ status, reason, message, model }: WireFault): { status: number; body: object } {
  const found = reason === 'model' ? 404 : status;
  const type = errorTypes[found] ?? (found >= 500 ? 'api_error' : 'invalid_request_error');
  const text = reason === 'model' ? `model: ${model}` : message;
  return { status: found, body: { type: 'error', error: { type, message: text }, request_id: 'req_rehearsal' } };
}

const errorTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};
