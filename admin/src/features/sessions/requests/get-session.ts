import type { SessionDetail } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getSession(id: string, signal: AbortSignal): Promise<SessionDetail> {
  return fetchJson(`/v1/sessions/${encodeURIComponent(id)}`, { signal });
}
