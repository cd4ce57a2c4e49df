import type { SessionSummary } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

/** Brings a deleted session back; the server keeps it for 10 minutes. */
export function restoreSession(id: string): Promise<SessionSummary> {
  return fetchJson(`/v1/sessions/${encodeURIComponent(id)}/restore`, { method: 'POST' });
}
