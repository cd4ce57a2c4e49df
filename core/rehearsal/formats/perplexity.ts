import { chatCompletions, finishReason, plainUsage, readChatCompletion } from './chat-completions.ts';
import { sse, type WireFault, type WireFormat, type WireReply, type WireStream } from './format.ts';

/**
 * Perplexity's Sonar: chat completions in which each chunk repeats the citations, the usage so far and the whole
 * message so far beside the delta.
 */
export const perplexity: WireFormat = {
  ...chatCompletions({ extras: sources, usage: sonarUsage, error: sonarError }),
  readChat: readChatCompletion,
  stream: (reply) => new SonarStream(reply),
};

class SonarStream implements WireStream {
  readonly #reply: WireReply;
  #message = '';
  #tokens = 0;

  constructor(reply: WireReply) {
    this.#reply = reply;
  }

  open(): string {
    return this.#chunk('', null);
  }

  token(text: string): string {
    this.#tokens += 1;
    this.#message = this.#message.length < messageCharsMax ? this.#message + text : this.#message;
    return this.#chunk(text, null);
  }

  close(): string {
    return `${this.#chunk('', finishReason(this.#reply))}data: [DONE]\n\n`;
  }

  #chunk(delta: string, finish: string | null): string {
    return sse({
      id: this.#reply.id,
      model: this.#reply.model,
      created: this.#reply.createdAt,
      usage: sonarUsage({ ...this.#reply, outputTokens: this.#tokens }),
      ...sources(this.#reply),
      object: 'chat.completion.chunk',
      choices: [
        {
          index: 0,
          finish_reason: finish,
          message: { role: 'assistant', content: this.#message },
          delta: { role: 'assistant', content: delta },
        },
      ],
    });
  }
}

/** An endless answer repeats only its beginning. */
const messageCharsMax = 20_000;

function sources({ citations }: WireReply): object {
  return {
    citations: citations.map(({ url }) => url),
    search_results: citations.map(({ url, title }) => ({
      title,
      url,
      date: null,
      last_updated: null,
      snippet: '',
      source: 'web',
    })),
  };
}

function sonarUsage(reply: WireReply): object {
  return { ...plainUsage(reply), search_context_size: 'low' };
}

function sonarError({ status, reason, message, model }: WireFault): { status: number; body: object } {
  if (reason === 'model') {
    const text = `Invalid model '${model}'. Permitted models can be found in the documentation at https://docs.perplexity.ai/getting-started/models.`;
    return { status: 400, body: { error: { message: text, type: 'invalid_model', code: 400 } } };
  }
  const type = sonarTypes[status] ?? (status >= 500 ? 'internal_server_error' : 'bad_request');
  return { status, body: { error: { message, type, code: status } } };
}

const sonarTypes: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  402: 'insufficient_quota',
  429: 'request_rate_limit_exceeded',
};
