import type { NewShare } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function createShare(run: string): Promise<NewShare> {
  return fetchJson(`/v1/runs/${encodeURIComponent(run)}/shares`, { method: 'POST' });
}
