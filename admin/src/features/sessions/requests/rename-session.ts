import type { SessionSummary } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function renameSession(session: { readonly id: string; readonly title: string }): Promise<SessionSummary> {
  return fetchJson(`/v1/sessions/${encodeURIComponent(session.id)}`, {
    method: 'PATCH',
    body: { title: session.title },
  });
}
