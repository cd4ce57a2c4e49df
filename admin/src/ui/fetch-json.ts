/** What the API said when it refused: what happened, and what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly action: string;
  readonly status: number;
  /** How long to wait before asking again, in milliseconds; null when the server did not say. */
  readonly retryAfterMs: number | null;

  constructor(what: { code: string; message: string; action: string; status: number; retryAfterMs: number | null }) {
    super(what.message);
    this.code = what.code;
    this.action = what.action;
    this.status = what.status;
    this.retryAfterMs = what.retryAfterMs;
  }
}

interface JsonRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const replyMsMax = 30_000;

/** The reply's JSON, taken at its word: the server is the page's own. Throws `ApiError`. */
export async function fetchJson<T>(path: string, request: JsonRequest = {}): Promise<T> {
  const limit = AbortSignal.timeout(replyMsMax);
  const response = await reach(path, {
    method: request.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    signal: request.signal ? AbortSignal.any([request.signal, limit]) : limit,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  if (!response.ok) {
    throw await apiError(response);
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') {
      throw cause;
    }
    throw unreachable();
  }
}

export function unreachable(): ApiError {
  return new ApiError({
    code: 'unreachable',
    message: 'The server could not be reached.',
    action: 'Check that it is running, then try again.',
    status: 0,
    retryAfterMs: null,
  });
}

export async function apiError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string; action?: string };
  } | null;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError({
    code: body?.error?.code ?? 'internal',
    message: body?.error?.message ?? `The server replied with status ${response.status}.`,
    action: body?.error?.action ?? 'Try again in a moment.',
    status: response.status,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
  });
}
