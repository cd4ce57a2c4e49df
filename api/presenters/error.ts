import { ConsilienceError, type ErrorCode, errorTable } from '#core';
import type { ApiError } from '../contract/errors.ts';

export interface PresentedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ApiError;
}

/** How long a caller should wait when nobody knows better. */
const retryAfterSeconds = 5;

export function presentError(error: ConsilienceError, requestId: string): PresentedError {
  return {
    status: error.status,
    headers: waits(error) ? { 'retry-after': String(secondsToWait(error)) } : {},
    body: { error: { code: error.code, message: error.message, action: error.action, requestId } },
  };
}

function waits(error: ConsilienceError): boolean {
  return error.retryAfterMs !== null || error.status === 429 || error.status === 503;
}

function secondsToWait(error: ConsilienceError): number {
  return error.retryAfterMs === null ? retryAfterSeconds : Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
}

/** What a failure of the framework is called here. What is in neither list is our own fault: `internal`. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content_type_unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'http_invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'json_invalid',
  FST_ERR_BAD_URL: 'route_unknown',
  FST_ERR_MAX_PARAM_LENGTH: 'route_unknown',
  FST_ERR_NOT_FOUND: 'route_unknown',
  FST_ERR_HANDLER_TIMEOUT: 'overloaded',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  ECONNRESET: 'http_invalid',
};

/** Any failure as one of ours. */
export function asConsilienceError(error: unknown): ConsilienceError {
  if (error instanceof ConsilienceError) {
    return error;
  }
  const code = codeOf(error) ?? '';
  const ours = frameworkCodes[code] ?? (blamesRequest(error, code) ? 'http_invalid' : 'internal');
  return new ConsilienceError(ours, { cause: error });
}

/** Failures of Node's HTTP parser, and what a plugin answers with a status of the 400s. */
function blamesRequest(error: unknown, code: string): boolean {
  if (code.startsWith('HPE_')) {
    return true;
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' && status >= 400 && status < 500;
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
