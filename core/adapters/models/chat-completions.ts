import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { ConsilienceError } from '../../errors.ts';
import type { ChatModel, ChatRequest, FinishReason } from '../../ports/chat-model.ts';
import type { ModelListing } from '../../ports/model-vendor.ts';
import type { Answer } from './answer.ts';
import { asJson } from './as-json.ts';
import { ToldError } from './event-reader.ts';
import { fetchOfCall, through } from './fetch-of-call.ts';
import type { Line } from './line.ts';
import { streamAnswer } from './stream-answer.ts';
import type { Dialect } from './stream-answer.ts';
import { ThinkFilter } from './think-filter.ts';

/** The chat completions format, which OpenAI, Perplexity and most servers of open models speak. */
export interface CompletionsOptions {
  readonly line: Line;
  readonly client: CompletionsClient;
  /** What the vendor calls the most tokens of an answer. */
  readonly tokensField: 'max_completion_tokens' | 'max_tokens';
  /** Whether thoughts may stand in the text, between think tags. */
  readonly thinkTags: boolean;
}

export function completionsModel(options: CompletionsOptions, name: string): ChatModel {
  const { line } = options;
  return {
    id: `${line.vendor}/${name}`,
    vendor: line.vendor,
    stream: (request, signal) => streamAnswer({ line, model: name, dialect: dialect(options, name), request }, signal),
  };
}

export async function completionsList(
  options: CompletionsOptions,
  signal: AbortSignal,
): Promise<readonly ModelListing[]> {
  return await asJson({ line: options.line, model: null, signal }, async (fetch) => {
    const openai = await options.client();
    const page = await openai.models.list({ fetchOptions: through(fetch) });
    return page.data.slice(0, listingsMax).map(({ id }) => ({ name: id, label: id }));
  });
}

export type CompletionsClient = () => Promise<OpenAI>;

/**
 * The SDK without its own policy (retries, timeouts, logs) and without what it would read from the environment. It is
 * loaded when it is first needed: an idle server stays small. Each call gives it a fetch by `through`.
 */
export function completionsClient({
  line,
  key,
}: {
  readonly line: Line;
  readonly key: string | null;
}): CompletionsClient {
  let made: Promise<OpenAI> | null = null;
  const make = async () => {
    const { default: Sdk } = await import('openai');
    return new Sdk({
      apiKey: key ?? 'none',
      baseURL: line.baseUrl,
      fetch: fetchOfCall,
      maxRetries: 0,
      timeout: timeoutMs,
      logLevel: 'off',
      organization: null,
      project: null,
      ...(key === null ? { defaultHeaders: { Authorization: null } } : {}),
    });
  };
  return () => (made ??= make());
}

/** Above every limit of ours. */
const timeoutMs = 2_000_000;
const listingsMax = 2_000;

function dialect(options: CompletionsOptions, name: string): Dialect {
  const filter = options.thinkTags ? new ThinkFilter() : null;
  return {
    send: async (request, fetch) => {
      const openai = await options.client();
      const asked = openai.chat.completions.create(body(options, name, request), { fetchOptions: through(fetch) });
      return await asked.asResponse();
    },
    doneEnds: true,
    read: (said, answer) => read(said as Partial<Chunk> | null, answer, filter),
  };
}

function body(options: CompletionsOptions, name: string, request: ChatRequest): ChatCompletionCreateParamsStreaming {
  const { system, messages, maxOutputTokens, temperature, output } = request;
  return {
    model: name,
    messages: [
      ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
      ...messages.map(({ role, text }) => ({ role, content: text })),
    ],
    stream: true,
    stream_options: { include_usage: true },
    [options.tokensField]: maxOutputTokens,
    ...(temperature === null ? {} : { temperature }),
    ...(output === null ? {} : { response_format: { type: 'json_schema', json_schema: { ...output, strict: true } } }),
  };
}

/** What servers really send beside the SDK's types: thoughts, citations and costs, each under the names of its vendors. */
interface Chunk {
  readonly object: unknown;
  readonly choices: readonly (Choice | null)[] | null;
  readonly usage: Usage | null;
  readonly citations: unknown;
  readonly search_results: unknown;
}

interface Choice {
  readonly delta?: Delta | null;
  readonly finish_reason?: unknown;
}

interface Delta {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly annotations?: unknown;
}

interface Usage {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
  readonly cost?: number | { readonly total_cost?: unknown } | null;
}

function read(chunk: Partial<Chunk> | null, answer: Answer, filter: ThinkFilter | null): void {
  // As vLLM says it, beside the usual form.
  if (chunk?.object === 'error') {
    throw new ToldError(chunk);
  }
  const choice = chunk?.choices?.[0];
  if (choice) {
    readChoice(choice, answer, filter);
  }
  if (chunk?.usage) {
    readUsage(chunk.usage, answer);
  }
  if (chunk?.search_results || chunk?.citations) {
    readSources(chunk, answer);
  }
}

function readChoice({ delta, finish_reason: reason }: Choice, answer: Answer, filter: ThinkFilter | null): void {
  if (delta) {
    readDelta(delta, answer, filter);
  }
  if (typeof reason === 'string') {
    answer.text(filter?.rest());
    readEnd(reason, answer);
  }
}

function readEnd(reason: string, answer: Answer): void {
  if (reason === 'error') {
    throw new ConsilienceError('provider_failed', { message: 'The server ended the answer with an error.' });
  }
  answer.stop(finishReasons[reason] ?? 'stop');
}

function readUsage({ prompt_tokens: input, completion_tokens: output, cost }: Usage, answer: Answer): void {
  answer.count(input, output);
  answer.charge(typeof cost === 'object' ? cost?.total_cost : cost);
}

function readSources(chunk: Partial<Chunk>, answer: Answer): void {
  for (const result of list(chunk.search_results)) {
    readSource(result, answer);
  }
  for (const url of list(chunk.citations)) {
    answer.cite(url, '');
  }
}

function readDelta(delta: Delta, answer: Answer, filter: ThinkFilter | null): void {
  if (isText(delta.reasoning_content) || isText(delta.reasoning)) {
    answer.thinking();
  }
  if (isText(delta.content)) {
    const { text, thinking } = filter?.pass(delta.content) ?? { text: delta.content, thinking: false };
    if (thinking) {
      answer.thinking();
    }
    answer.text(text);
  }
  if (isText(delta.refusal)) {
    answer.text(delta.refusal);
    answer.refuse();
  }
  for (const annotation of list(delta.annotations)) {
    readSource((annotation as { url_citation?: unknown } | null)?.url_citation, answer);
  }
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  length: 'length',
  max_tokens: 'length',
  content_filter: 'refusal',
  refusal: 'refusal',
};

function readSource(source: unknown, answer: Answer): void {
  const { url, title } = (source ?? {}) as { url?: unknown; title?: unknown };
  answer.cite(url, title);
}

const none: readonly unknown[] = [];

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A list that a server sent, within bounds; anything else counts as none. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 200) : none;
}
