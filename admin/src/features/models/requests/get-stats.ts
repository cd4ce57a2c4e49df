import type { StatsView } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getStats(days: number, signal: AbortSignal): Promise<StatsView> {
  return fetchJson(`/v1/models/stats?days=${days}`, { signal });
}
