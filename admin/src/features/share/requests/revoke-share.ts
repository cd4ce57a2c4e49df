import { fetchJson } from '../../../ui/fetch-json.ts';

export function revokeShare(id: string): Promise<void> {
  return fetchJson(`/v1/shares/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
