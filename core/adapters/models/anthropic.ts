import type Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest, FinishReason } from '../../ports/chat-model.ts';
import type { ModelVendor } from '../../ports/model-vendor.ts';
import type { Answer } from './answer.ts';
import { asJson } from './as-json.ts';
import { fetchOfCall, through } from './fetch-of-call.ts';
import { openLine } from './line.ts';
import type { VendorOptions } from './line.ts';
import { listPrice } from './price.ts';
import { streamAnswer } from './stream-answer.ts';
import type { Dialect } from './stream-answer.ts';

/** Anthropic, through its SDK's messages. `baseUrl` has no `/v1`. */
export function anthropicVendor({ key, baseUrl, connectMs, rehearsal }: VendorOptions): ModelVendor {
  const line = openLine({ vendor: 'anthropic', key, baseUrl, connectMs, price: listPrice('anthropic') });
  const connect = client({ key, baseUrl: line.baseUrl });
  const list = (signal: AbortSignal) =>
    asJson({ line, model: null, signal }, async (fetch) => {
      const anthropic = await connect();
      const page = await anthropic.models.list({ limit: listingsMax }, { fetchOptions: through(fetch) });
      return page.data.map(({ id, display_name: label }) => ({ name: id, label: label || id }));
    });
  return {
    vendor: line.vendor,
    address: line.baseUrl,
    rehearsal,
    list,
    check: list,
    model: (name) => ({
      id: `anthropic/${name}`,
      vendor: line.vendor,
      stream: (request, signal) =>
        streamAnswer({ line, model: name, dialect: dialect(connect, name), request }, signal),
    }),
  };
}

/** Most that the vendor lists at once. */
const listingsMax = 1_000;
/** Above every limit of ours. */
const timeoutMs = 2_000_000;

type Connect = () => Promise<Anthropic>;

/**
 * The SDK without its own policy (retries, timeouts, logs) and without what it would read from the environment. It is
 * loaded when it is first needed: an idle server stays small. Each call gives it a fetch by `through`.
 */
function client({ key, baseUrl }: { key: string; baseUrl: string }): Connect {
  let made: Promise<Anthropic> | null = null;
  const make = async () => {
    const { default: Sdk } = await import('@anthropic-ai/sdk');
    const options = { apiKey: key, baseURL: baseUrl, fetch: fetchOfCall, timeout: timeoutMs } as const;
    return new Sdk({ ...options, maxRetries: 0, logLevel: 'off' });
  };
  return () => (made ??= make());
}

function dialect(connect: Connect, name: string): Dialect {
  let reason: FinishReason = 'stop';
  return {
    send: async (request, fetch) => {
      const anthropic = await connect();
      return await anthropic.messages.create(body(name, request), { fetchOptions: through(fetch) }).asResponse();
    },
    doneEnds: false,
    read: (event, answer) => {
      const said = event as Said | null;
      reason = finishReasons[String(said?.delta?.stop_reason)] ?? reason;
      read(said, answer);
      if (said?.type === 'message_stop') {
        answer.stop(reason);
      }
    },
  };
}

function body(
  name: string,
  { system, messages, maxOutputTokens, temperature, output }: ChatRequest,
): MessageCreateParamsStreaming {
  return {
    model: name,
    max_tokens: maxOutputTokens,
    messages: messages.map(({ role, text }) => ({ role, content: text })),
    stream: true,
    ...(system === '' ? {} : { system }),
    ...(temperature === null ? {} : { temperature }),
    ...(output === null ? {} : { output_config: { format: { type: 'json_schema', schema: output.schema } } }),
  };
}

/** Events of a stream as far as they are read; a server can send any shape. */
interface Said {
  readonly type?: unknown;
  readonly delta?: { readonly type?: unknown; readonly text?: unknown; readonly stop_reason?: unknown } | null;
  readonly content_block?: { readonly type?: unknown; readonly text?: unknown } | null;
  readonly message?: { readonly usage?: Counts | null } | null;
  readonly usage?: Counts | null;
}

interface Counts {
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

function read(said: Said | null, answer: Answer): void {
  switch (said?.type) {
    case 'message_start':
      answer.count(said.message?.usage?.input_tokens, undefined);
      break;
    case 'content_block_start':
      readPart(said.content_block, answer);
      break;
    case 'content_block_delta':
      readPart(said.delta, answer);
      break;
    case 'message_delta':
      answer.count(said.usage?.input_tokens, said.usage?.output_tokens);
      break;
    default:
  }
}

function readPart(part: Said['delta'], answer: Answer): void {
  if (part?.type === 'text' || part?.type === 'text_delta') {
    answer.text(part.text);
  }
  if (part?.type === 'thinking' || part?.type === 'thinking_delta' || part?.type === 'redacted_thinking') {
    answer.thinking();
  }
}
