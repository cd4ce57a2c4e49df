import type { ChangedSession, SessionSummary } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

/** Renames or stars it; what is left out stays. */
export function changeSession({ id, ...change }: ChangedSession & { readonly id: string }): Promise<SessionSummary> {
  return fetchJson(`/v1/sessions/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
}
