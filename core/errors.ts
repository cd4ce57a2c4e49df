/**
 * Every error that a person or a program can meet, by its stable code. `docs/errors.md` says the same for readers and a
 * test holds both equal. `status` is the HTTP status when the error ends a request; `action` is what to do next.
 */
export const errorTable = {
  // A request that is not as it should be.
  question_empty: row('request', 400, false, 'The question has no text.', 'Write a question.'),
  question_too_long: row('request', 413, false, 'The question is too long.', 'Shorten it to 16,000 characters.'),
  body_invalid: row(
    'request',
    400,
    false,
    'The request does not have the expected shape.',
    'Compare it with /openapi.json.',
  ),
  body_too_large: row('request', 413, false, 'The request body is over 64 kB.', 'Send less.'),
  body_not_utf8: row('request', 400, false, 'The request body is not valid UTF-8.', 'Encode it as UTF-8.'),
  json_invalid: row('request', 400, false, 'The request body is not valid JSON.', 'Send one JSON object.'),
  json_too_deep: row(
    'request',
    400,
    false,
    'The JSON is nested too deeply or has too many keys.',
    'Stay under 32 levels and 2,000 keys.',
  ),
  content_type_unsupported: row(
    'request',
    415,
    false,
    'Only application/json is read here.',
    'Set Content-Type: application/json.',
  ),
  model_unknown: row('request', 400, false, 'A model of that name is not configured.', 'Choose from GET /v1/models.'),
  model_off: row('request', 400, false, 'This model is switched off.', 'Switch it on, or choose another one.'),
  panel_invalid: row('request', 400, false, 'A panel has 1 to 8 different models.', 'Change the list of models.'),
  run_unknown: row('request', 404, false, 'There is no such run.', 'Check the address.'),
  run_open: row('request', 409, true, 'The run has not ended.', 'Wait for its end, or stop it.'),
  run_continued: row('request', 409, false, 'The run was continued already.', 'Continue the newer one.'),
  model_answered: row('request', 409, false, 'This model has answered already.', 'Choose another model.'),
  session_unknown: row('request', 404, false, 'There is no such session.', 'Check the address.'),
  session_invalid: row('request', 400, false, 'A session needs a title of 1 to 200 characters.', 'Change the title.'),
  share_unknown: row(
    'request',
    404,
    false,
    'There is no such link, or it was revoked.',
    'Ask whoever sent it for a new one.',
  ),
  share_limit: row('request', 409, false, 'A run has at most 50 links.', 'Revoke one that is no longer needed.'),
  route_unknown: row('request', 404, false, 'There is nothing at this address.', 'See /openapi.json.'),
  method_unsupported: row('request', 405, false, 'This address does not take that method.', 'See /openapi.json.'),
  idempotency_key_invalid: row(
    'request',
    400,
    false,
    'An Idempotency-Key has 1 to 255 printable characters.',
    'Change the key.',
  ),
  idempotency_key_reuse: row(
    'request',
    422,
    false,
    'This Idempotency-Key came before with another body.',
    'Use a new key.',
  ),
  http_invalid: row('request', 400, false, 'The request is not valid HTTP.', 'Use an HTTP library.'),
  headers_too_large: row('request', 431, false, 'The headers are over 16 kB.', 'Send fewer or shorter headers.'),
  request_timeout: row('request', 408, true, 'The request did not arrive in time.', 'Send it again.'),
  request_too_fast: row('request', 429, true, 'Too many requests.', 'Wait for the time in Retry-After.'),
  origin_refused: row(
    'request',
    403,
    false,
    'The request comes from another site.',
    'Open the page at its own address.',
  ),
  // The service itself.
  overloaded: row('service', 503, true, 'Too many runs are in flight.', 'Wait for the time in Retry-After.'),
  shutting_down: row('service', 503, true, 'The server is stopping.', 'Try again in a moment.'),
  store_unavailable: row(
    'service',
    503,
    true,
    'The store cannot be written.',
    'Check free space and permissions of DATA_DIR.',
  ),
  store_conflict: row('service', 409, true, 'Something with that id exists already.', 'Read it again.'),
  stream_conflict: row('service', 409, false, 'Another process has taken this run over.', 'Follow the run again.'),
  internal: row('service', 500, false, 'Something went wrong on this side.', 'Look for the request id in the log.'),
  config_invalid: row('service', 500, false, 'The configuration is not valid.', 'Correct the named variable.'),
  open_host_refused: row(
    'service',
    500,
    false,
    'There are no accounts yet, so the server listens on loopback only.',
    'Set HOST=127.0.0.1, or CONSILIENCE_OPEN=1 to let anybody who reaches it use your keys.',
  ),
  // One model's call.
  key_missing: row('model', 502, false, 'No key is set.', 'Set the key in .env.'),
  key_rejected: row('model', 502, false, 'The key was rejected.', 'Check the key in .env.'),
  credit_exhausted: row('model', 502, false, 'The account has no credit left.', 'Add credit at the vendor.'),
  model_retired: row(
    'model',
    502,
    false,
    'The vendor does not know this model, which core/routing/catalogue.json or CONSILIENCE_MODELS names.',
    'Put a name that the vendor lists in its place.',
  ),
  context_too_long: row(
    'model',
    502,
    false,
    'The question is too long for this model.',
    'Shorten the question or start a new session.',
  ),
  request_rejected: row('model', 502, false, 'The vendor rejected the request.', 'See the message.'),
  rate_limited: row('model', 502, true, 'The vendor limits the rate.', 'Wait, or ask for a higher limit.'),
  provider_overloaded: row('model', 502, true, 'The vendor is overloaded.', 'Try again in a moment.'),
  provider_failed: row('model', 502, true, 'The vendor failed.', 'Try again in a moment.'),
  connect_failed: row(
    'model',
    502,
    true,
    'The server could not be reached.',
    'Check the address and that the server runs.',
  ),
  connect_timeout: row(
    'model',
    502,
    true,
    'The server did not accept the connection in time.',
    'Check the address and the network.',
  ),
  first_token_timeout: row('model', 502, true, 'No answer began in time.', 'Try again, or leave this model out.'),
  idle_timeout: row('model', 502, true, 'The answer stopped half-way.', 'Try again.'),
  too_slow: row('model', 502, true, 'The answer came too slowly.', 'Try again, or leave this model out.'),
  total_timeout: row('model', 502, true, 'The answer was not complete in time.', 'Try again, or ask for less.'),
  stream_cut: row('model', 502, true, 'The connection broke before the answer was complete.', 'Try again.'),
  stream_invalid: row('model', 502, true, 'What came back is not an answer.', 'Check the base address.'),
  redirect_refused: row(
    'model',
    502,
    false,
    'The server answered with a redirect, which is never followed with a key.',
    'Correct the base address.',
  ),
  answer_empty: row('model', 502, true, 'The answer was empty.', 'Try again.'),
  answer_too_long: row('model', 502, false, 'The answer was cut at its cap.', 'Ask for a shorter answer.'),
  breaker_open: row(
    'model',
    502,
    true,
    'The vendor failed repeatedly and rests for a moment.',
    'Try again in a moment.',
  ),
  cancelled: row('model', 499, false, 'Stopped.', 'Ask again.'),
  interrupted: row('model', 502, true, 'The server stopped while this model was answering.', 'Ask again.'),
  // A whole run.
  no_answers: row('run', 502, true, 'No model answered.', 'See what happened to each model.'),
  judge_invalid: row(
    'run',
    502,
    true,
    'The judge did not answer in the expected form.',
    'The result is that of code alone.',
  ),
  synthesis_invalid: row(
    'run',
    502,
    true,
    'The synthesis did not have the expected shape.',
    'The best single answer is shown instead.',
  ),
  deadline_passed: row('run', 504, true, 'The run was not complete in time.', 'Ask again.'),
} as const satisfies Record<string, ErrorRow>;

export interface ErrorRow {
  readonly area: 'request' | 'service' | 'model' | 'run';
  readonly status: number;
  readonly retryable: boolean;
  readonly message: string;
  readonly action: string;
}

export type ErrorCode = keyof typeof errorTable;

export interface ErrorDetails {
  /** What exactly happened here, in one sentence without secrets; the table's message when left out. */
  readonly message?: string;
  /** What to do here; the table's action when left out. */
  readonly action?: string;
  /** How long to wait before a retry can help, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class ConsilienceError extends Error {
  override readonly name = 'ConsilienceError';
  readonly code: ErrorCode;
  readonly action: string;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? errorTable[code].message, { cause: details.cause });
    this.code = code;
    this.action = details.action ?? errorTable[code].action;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

function row(
  area: ErrorRow['area'],
  status: number,
  ...[retryable, message, action]: [boolean, string, string]
): ErrorRow {
  return { area, status, retryable, message, action };
}
