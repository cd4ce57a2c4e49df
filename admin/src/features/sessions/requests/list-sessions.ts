import type { SessionPage } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export interface SessionsQuery {
  /** Words to find; empty for all. */
  readonly q: string;
  readonly limit: number;
  readonly cursor: string | null;
}

export function listSessions(query: SessionsQuery, signal: AbortSignal): Promise<SessionPage> {
  const search = new URLSearchParams({
    limit: String(query.limit),
    ...(query.q === '' ? {} : { q: query.q }),
    ...(query.cursor === null ? {} : { cursor: query.cursor }),
  });
  return fetchJson(`/v1/sessions?${search.toString()}`, { signal });
}
