import { ConsilienceError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Scrub } from './scrub.ts';

/** Who was asked for what, for messages. */
export interface Asked {
  readonly vendor: string;
  /** Null when no model is named, as in a list of models. */
  readonly model: string | null;
  readonly scrub: Scrub;
}

/** A response that is no answer: `status` is null when the error came inside a stream that began with 200. */
export interface Rejection {
  readonly status: number | null;
  readonly header: (name: string) => string | null;
  readonly body: string;
}

/** The typed error for a response of any vendor. Their bodies are alike: `{error: {message, type, code, status}}`. */
export function rejected(rejection: Rejection, asked: Asked): ConsilienceError {
  const said = readBody(rejection.body);
  const status = rejection.status ?? said.status;
  const code = codeOf(status, said);
  const wait = retryAfterMs(rejection.header, rejection.body);
  return new ConsilienceError(code, {
    message: sentence(code, { status, said: said.message }, asked),
    ...(wait === null ? {} : { retryAfterMs: wait }),
  });
}

/** The typed error for a connection that failed: before the headers came, or after. */
export function broken(error: unknown, when: 'before' | 'after', asked: Asked): ConsilienceError {
  const reason = reasonOf(error);
  if (when === 'after') {
    return new ConsilienceError('stream_cut', { message: `${asked.vendor}: the connection broke (${reason}).` });
  }
  const code = connectCodes[reason] ?? 'connect_failed';
  const what = {
    connect_timeout: 'the server did not accept the connection in time',
    stream_invalid: 'what came back is not HTTP',
    connect_failed: 'the server could not be reached',
  }[code];
  return new ConsilienceError(code, { message: `${asked.vendor}: ${what} (${reason}).` });
}

/** The typed error for bytes that are not what was asked for; `body` is quoted in part. */
export function notAnAnswer(what: string, body: string, asked: Asked): ConsilienceError {
  const quote = asked.scrub(body);
  const message = `${asked.vendor}: ${what}${quote === '' ? '.' : `: "${quote}"`}`;
  return new ConsilienceError('stream_invalid', { message });
}

const connectCodes: Readonly<Record<string, 'connect_timeout' | 'stream_invalid' | 'connect_failed'>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_HEADERS_OVERFLOW: 'stream_invalid',
  HTTPParserError: 'stream_invalid',
};

/** Words of the vendors that say more than their status does. */
const tellingWords: Readonly<Record<string, ErrorCode>> = {
  insufficient_quota: 'credit_exhausted',
  billing_error: 'credit_exhausted',
  billing_not_active: 'credit_exhausted',
  billing_hard_limit_reached: 'credit_exhausted',
  context_length_exceeded: 'context_too_long',
  exceed_context_size_error: 'context_too_long',
  request_too_large: 'context_too_long',
  model_not_found: 'model_retired',
  invalid_api_key: 'key_rejected',
  api_key_invalid: 'key_rejected',
  moderated: 'request_rejected',
};

const statusCodes: Readonly<Record<number, ErrorCode>> = {
  401: 'key_rejected',
  402: 'credit_exhausted',
  403: 'key_rejected',
  404: 'model_retired',
  408: 'provider_failed',
  410: 'model_retired',
  413: 'context_too_long',
  425: 'provider_failed',
  429: 'rate_limited',
  503: 'provider_overloaded',
  529: 'provider_overloaded',
};

/** Words that stand for a status, when there is none. */
const plainWords: Readonly<Record<string, ErrorCode>> = {
  authentication_error: 'key_rejected',
  unauthenticated: 'key_rejected',
  permission_error: 'key_rejected',
  permission_denied: 'key_rejected',
  not_found_error: 'model_retired',
  not_found: 'model_retired',
  rate_limit_error: 'rate_limited',
  rate_limit_exceeded: 'rate_limited',
  resource_exhausted: 'rate_limited',
  overloaded_error: 'provider_overloaded',
  overloaded: 'provider_overloaded',
  unavailable: 'provider_overloaded',
  invalid_request_error: 'request_rejected',
  invalid_argument: 'request_rejected',
  failed_precondition: 'request_rejected',
};

const tooLong =
  /context (?:length|window|size)|prompt is too long|input token count|too many input tokens|maximum (?:prompt|input) length/i;
const noCredit = /credit balance|insufficient (?:credit|quota|balance|funds)/i;

function codeOf(status: number | null, said: Said): ErrorCode {
  for (const word of said.words) {
    const code = tellingWords[word];
    if (code !== undefined) {
      return code;
    }
  }
  if (status === null || status === 400 || status === 422) {
    const code = tooLong.test(said.message)
      ? 'context_too_long'
      : noCredit.test(said.message)
        ? 'credit_exhausted'
        : null;
    if (code !== null) {
      return code;
    }
  }
  return status === null ? (firstCode(said.words) ?? 'provider_failed') : statusCode(status);
}

function firstCode(words: readonly string[]): ErrorCode | undefined {
  return words.map((word) => plainWords[word]).find((code) => code !== undefined);
}

function statusCode(status: number): ErrorCode {
  if (status < 300) {
    return 'stream_invalid';
  }
  if (status < 400) {
    return 'redirect_refused';
  }
  return statusCodes[status] ?? (status < 500 ? 'request_rejected' : 'provider_failed');
}

/** The vendor's own words are quoted only where they help and cannot be expected to hold a key. */
function sentence(code: ErrorCode, what: { status: number | null; said: string }, asked: Asked): string {
  const mark = what.status === null ? '' : ` (${what.status})`;
  const quote = asked.scrub(what.said);
  const said = quote === '' ? '.' : `: "${quote}"`;
  const model = asked.model === null ? 'the model' : `the model "${asked.scrub(asked.model)}"`;
  const tell = sentences[code] ?? (() => `failed${mark}${said}`);
  return `${asked.vendor} ${tell({ mark, said, model })}`;
}

type Tell = (parts: { readonly mark: string; readonly said: string; readonly model: string }) => string;

const sentences: Partial<Record<ErrorCode, Tell>> = {
  key_rejected: ({ mark }) => `rejected the key${mark}.`,
  credit_exhausted: ({ mark }) => `has no credit left on this account${mark}.`,
  model_retired: ({ mark, model }) =>
    `does not know ${model}${mark}. Correct core/routing/catalogue.json or CONSILIENCE_MODELS.`,
  context_too_long: ({ mark, said, model }) => `finds the question too long for ${model}${mark}${said}`,
  request_rejected: ({ mark, said }) => `rejected the request${mark}${said}`,
  rate_limited: ({ mark }) => `limits the rate${mark}.`,
  provider_overloaded: ({ mark }) => `is overloaded${mark}.`,
  redirect_refused: ({ mark }) => `answered with a redirect${mark}, which is never followed with a key.`,
};

interface Said {
  readonly message: string;
  /** Types, codes and states, lower case, most telling first. */
  readonly words: readonly string[];
  readonly status: number | null;
}

function readBody(body: string): Said {
  const parsed = parse(body);
  const outer = record(Array.isArray(parsed) ? parsed[0] : parsed);
  const inner = typeof outer['error'] === 'string' ? { message: outer['error'] } : record(outer['error'] ?? outer);
  const details = Array.isArray(inner['details']) ? inner['details'].map((detail) => record(detail)['reason']) : [];
  const moderated = Array.isArray(record(inner['metadata'])['reasons']) ? 'moderated' : undefined;
  const marks = [...details.slice(0, 8), moderated, inner['code'], inner['type'], inner['status']];
  const status = marks.map(Number).find((mark) => Number.isInteger(mark) && mark >= 400 && mark < 600);
  const message = inner['message'] ?? outer['detail'] ?? outer['message'];
  return {
    message: typeof message === 'string' ? message.slice(0, 4_000) : parsed === null ? body.slice(0, 4_000) : '',
    words: marks.filter((mark) => typeof mark === 'string').map((mark) => mark.toLowerCase()),
    status: status ?? null,
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The short name of a network error; its message could name more than it should. */
function reasonOf(error: unknown): string {
  const { name, code, errors, cause } = record(error);
  if (name === 'HTTPParserError') {
    return name;
  }
  if (typeof code === 'string') {
    return code;
  }
  const inner = Array.isArray(errors) ? errors[0] : cause;
  return inner === undefined ? 'no reason given' : reasonOf(inner);
}
