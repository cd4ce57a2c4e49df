import type { CancelledRun } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function cancelRun(id: string): Promise<CancelledRun> {
  return fetchJson(`/v1/runs/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
