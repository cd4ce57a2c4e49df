import type { GenerateContentRequest, ResponseSchema } from '@google/generative-ai';
import { ConsilienceError } from '../../errors.ts';
import type { ChatRequest, FinishReason, OutputForm } from '../../ports/chat-model.ts';
import type { ModelListing, ModelVendor } from '../../ports/model-vendor.ts';
import type { Answer } from './answer.ts';
import { asJson } from './as-json.ts';
import { googleSdk } from './google-sdk.ts';
import { openLine } from './line.ts';
import type { Line, VendorOptions } from './line.ts';
import { listPrice } from './price.ts';
import { streamAnswer } from './stream-answer.ts';
import type { Dialect } from './stream-answer.ts';

/** Google (Gemini), through its first SDK, whose guards are explained where they stand. `baseUrl` has no version. */
export function googleVendor({ key, baseUrl, connectMs, rehearsal }: VendorOptions): ModelVendor {
  const line = openLine({ vendor: 'google', key, baseUrl, connectMs, price: listPrice('google') });
  return {
    vendor: line.vendor,
    address: line.baseUrl,
    rehearsal,
    list: (signal) => asJson({ line, model: null, signal }, (fetch) => list({ line, key, fetch })),
    check: (signal) => asJson({ line, model: null, signal }, (fetch) => list({ line, key, fetch })),
    model: (name) => ({
      id: `google/${name}`,
      vendor: line.vendor,
      stream: (request, signal) =>
        streamAnswer({ line, model: name, dialect: dialect({ line, key, name }), request }, signal),
    }),
  };
}

/** A name becomes part of an address. Throws `model_retired` for one that would lead elsewhere. */
export function modelPath(name: string): string {
  if (!/^[\w.-]+(?:\/[\w.-]+)?$/.test(name) || name.includes('..')) {
    throw new ConsilienceError('model_retired', { message: 'google: this is not the name of a model.' });
  }
  return name;
}

const listingsMax = 1_000;

/** The SDK has no list. */
async function list({ line, key, fetch }: { line: Line; key: string; fetch: typeof globalThis.fetch }) {
  const address = `${line.baseUrl}/v1beta/models?pageSize=${listingsMax}`;
  const response = await fetch(address, { headers: { 'x-goog-api-key': key } });
  const { models = [] } = (await response.json()) as { models?: readonly Listed[] };
  const chatting = models.filter((model) => model.supportedGenerationMethods?.includes('generateContent') ?? true);
  return chatting.map(({ name, displayName }): ModelListing => {
    const short = name.replace(/^models\//, '');
    return { name: short, label: displayName || short };
  });
}

interface Listed {
  readonly name: string;
  readonly displayName?: string;
  readonly supportedGenerationMethods?: readonly string[];
}

function dialect({ line, key, name }: { line: Line; key: string; name: string }): Dialect {
  return {
    send: async (request, fetch) => {
      const answering = Promise.withResolvers<unknown>();
      const { GoogleGenerativeAI } = googleSdk(async (...call) => {
        await fetch(...call).then(answering.resolve, answering.reject);
        return await noResponse();
      });
      const model = new GoogleGenerativeAI(key).getGenerativeModel(
        { model: modelPath(name) },
        { baseUrl: line.baseUrl },
      );
      model.generateContentStream(body(request)).catch(answering.reject);
      await answering.promise;
    },
    doneEnds: false,
    read: (said, answer) => read(said as Said | null, answer),
  };
}

/**
 * The SDK has done its part when the request is out: it would put four web streams around the response and sum it up.
 * So it waits for good. A promise of its own each time: one for all would remember everybody who waits for it.
 */
function noResponse(): Promise<Response> {
  return new Promise(() => undefined);
}

function body({ system, messages, maxOutputTokens, temperature, output }: ChatRequest): GenerateContentRequest {
  return {
    contents: messages.map(({ role, text }) => ({ role: role === 'user' ? 'user' : 'model', parts: [{ text }] })),
    generationConfig: {
      maxOutputTokens,
      ...(temperature === null ? {} : { temperature }),
      ...(output === null ? {} : { responseMimeType: 'application/json', responseSchema: openSchema(output.schema) }),
    },
    ...(system === '' ? {} : { systemInstruction: { role: 'system', parts: [{ text: system }] } }),
  };
}

/** The vendor's own kind of schema knows no closed objects; the SDK passes it on as it is. */
function openSchema(schema: OutputForm['schema']): ResponseSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'additionalProperties' ? undefined : value)),
  ) as ResponseSchema;
}

/** A chunk as far as it is read; a server can send any shape. */
interface Said {
  readonly promptFeedback?: { readonly blockReason?: unknown } | null;
  readonly candidates?: readonly (Candidate | null)[] | null;
  readonly usageMetadata?: {
    readonly promptTokenCount?: unknown;
    readonly candidatesTokenCount?: unknown;
    readonly thoughtsTokenCount?: unknown;
  } | null;
}

interface Candidate {
  readonly content?: { readonly parts?: readonly (Part | null)[] | null } | null;
  readonly finishReason?: unknown;
}

interface Part {
  readonly text?: unknown;
  readonly thought?: unknown;
}

function read(said: Said | null, answer: Answer): void {
  const candidate = said?.candidates?.[0];
  if (candidate) {
    readCandidate(candidate, answer);
  }
  if (typeof said?.promptFeedback?.blockReason === 'string') {
    answer.stop('refusal');
  }
  if (said?.usageMetadata) {
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = said.usageMetadata;
    answer.count(promptTokenCount, sum(candidatesTokenCount, thoughtsTokenCount));
  }
}

function readCandidate({ content, finishReason }: Candidate, answer: Answer): void {
  for (const part of content?.parts ?? []) {
    readPart(part, answer);
  }
  if (typeof finishReason === 'string') {
    readEnd(finishReason, answer);
  }
}

function readPart(part: Part | null, answer: Answer): void {
  if (part?.thought === true) {
    answer.thinking();
  } else {
    answer.text(part?.text);
  }
}

function readEnd(reason: string, answer: Answer): void {
  const known = finishReasons[reason];
  if (known === undefined) {
    const message = `google stopped for another reason than the answer's end (${reason.slice(0, 40).replaceAll(/\W/g, '')}).`;
    throw new ConsilienceError('provider_failed', { message });
  }
  answer.stop(known);
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'refusal',
  RECITATION: 'refusal',
  LANGUAGE: 'refusal',
  BLOCKLIST: 'refusal',
  PROHIBITED_CONTENT: 'refusal',
  SPII: 'refusal',
  IMAGE_SAFETY: 'refusal',
};

function sum(text: unknown, thoughts: unknown): unknown {
  return typeof text === 'number' && typeof thoughts === 'number' ? text + thoughts : (text ?? thoughts);
}
