import type { ShareList } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function listShares(run: string, signal: AbortSignal): Promise<ShareList> {
  return fetchJson(`/v1/runs/${encodeURIComponent(run)}/shares`, { signal });
}
