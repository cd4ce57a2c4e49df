import { fetchJson } from '../../../ui/fetch-json.ts';

export function deleteSession(id: string): Promise<void> {
  return fetchJson(`/v1/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
