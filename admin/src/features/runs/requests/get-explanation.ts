import type { Explanation } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getExplanation(id: string, signal: AbortSignal): Promise<Explanation> {
  return fetchJson(`/v1/runs/${encodeURIComponent(id)}/explanation`, { signal });
}
