import { ErrorCode, WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SendResult } from '../message.ts';

export interface TransportOptions {
  /** Ends with a slash: `https://slack.com/api/`. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** A client whose only policy is ours: no retries of its own, no queue that one 429 stops. */
export function slackClient(token: string, { apiUrl, timeoutMs }: TransportOptions): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    maxRequestConcurrency: 1_000,
    allowAbsoluteUrls: false,
    logger: quiet,
  });
}

/** Calls Slack and says in our words what came of it. Never throws. */
export async function sent(call: () => Promise<object>): Promise<SendResult> {
  try {
    const answer = await call();
    return { ok: true, ref: 'ts' in answer && typeof answer.ts === 'string' ? answer.ts : '' };
  } catch (error) {
    return failure(error);
  }
}

type Failure = Exclude<SendResult, { readonly ok: true }>;

const failureShape = z.object({
  code: z.string().catch(''),
  retryAfter: z.number().catch(30),
  statusCode: z.number().catch(500),
  data: z.object({ error: z.string().catch('') }).catch({ error: '' }),
  original: z
    .object({ code: z.string().catch(''), cause: z.object({ code: z.string() }).nullish().catch(null) })
    .catch({ code: '', cause: null }),
});

export function failure(error: unknown): Failure {
  const { code, retryAfter, statusCode, data, original } = failureShape.parse(Object(error));
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest are failures of the network
  switch (code as ErrorCode) {
    case ErrorCode.RateLimitedError:
      return { ok: false, kind: 'rate', retryAfterMs: Math.min(3_600, Math.max(1, retryAfter)) * 1_000 };
    case ErrorCode.PlatformError:
      return platformFailure(data.error);
    case ErrorCode.HTTPError:
      // 503 is said before anything is done; another 5xx may come after it.
      return { ok: false, kind: statusCode === 503 || statusCode < 500 ? 'retry' : 'ambiguous' };
    default:
      return { ok: false, kind: neverSent.has(original.cause?.code ?? original.code) ? 'retry' : 'ambiguous' };
  }
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH']);

/** Slack's error names, by what they mean for a message. Source: docs.slack.dev reference of chat.postMessage and chat.update. */
const meanings: Readonly<Record<string, Failure['kind']>> = {
  message_not_found: 'gone',
  cant_update_message: 'gone',
  edit_window_closed: 'gone',
  channel_not_found: 'forbidden',
  not_in_channel: 'forbidden',
  is_archived: 'forbidden',
  thread_not_found: 'forbidden',
  cannot_reply_to_message: 'forbidden',
  restricted_action: 'forbidden',
  restricted_action_read_only_channel: 'forbidden',
  restricted_action_thread_only_channel: 'forbidden',
  no_permission: 'forbidden',
  missing_scope: 'forbidden',
  access_denied: 'forbidden',
  account_inactive: 'forbidden',
  token_revoked: 'forbidden',
  token_expired: 'forbidden',
  invalid_auth: 'forbidden',
  not_authed: 'forbidden',
  org_login_required: 'forbidden',
  ekm_access_denied: 'forbidden',
  user_not_found: 'forbidden',
  invalid_blocks: 'invalid',
  invalid_blocks_format: 'invalid',
  invalid_metadata_format: 'invalid',
  msg_too_long: 'invalid',
  msg_blocks_too_long: 'invalid',
  no_text: 'invalid',
  invalid_arguments: 'invalid',
  invalid_attachments: 'invalid',
  fatal_error: 'ambiguous',
  internal_error: 'ambiguous',
  request_timeout: 'ambiguous',
};

/** What is not in the table may be mended by time: it is tried again, slower and slower. */
function platformFailure(detail: string): Failure {
  const kind = meanings[detail] ?? 'retry';
  switch (kind) {
    case 'gone':
    case 'forbidden':
    case 'invalid':
      return { ok: false, kind, detail };
    case 'ambiguous':
      return { ok: false, kind };
    case 'rate':
    case 'retry':
      return detail === 'ratelimited'
        ? { ok: false, kind: 'rate', retryAfterMs: 30_000 }
        : { ok: false, kind: 'retry' };
  }
}

const silence = (): void => {
  // What a call came to is in its result.
};
const quiet = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => 'error' as never,
  setName: silence,
};
