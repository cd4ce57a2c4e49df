import type { SharedRun } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getSharedRun(token: string, signal: AbortSignal): Promise<SharedRun> {
  return fetchJson(`/v1/shared/${encodeURIComponent(token)}`, { signal });
}
