import type { ConsensusView } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getRun(id: string, signal: AbortSignal): Promise<ConsensusView> {
  return fetchJson(`/v1/runs/${encodeURIComponent(id)}`, { signal });
}
