import type { SessionPage } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';
import { sinceOf } from '../filters.ts';
import type { Filters } from '../filters.ts';

export interface SessionsQuery extends Filters {
  readonly limit: number;
  readonly cursor: string | null;
}

export function listSessions(query: SessionsQuery, signal: AbortSignal): Promise<SessionPage> {
  const { q, days, model, band, disagreement, starred, limit, cursor } = query;
  const given = { q, model, band, cursor, since: days === undefined ? undefined : String(sinceOf(days, Date.now())) };
  const search = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string' && value !== '') {
      search.set(name, value);
    }
  }
  for (const [name, on] of Object.entries({ disagreement, starred })) {
    if (on === true) {
      search.set(name, 'true');
    }
  }
  return fetchJson(`/v1/sessions?${search.toString()}`, { signal });
}
