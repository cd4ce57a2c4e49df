import type { ModelsView } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

export function getModels(signal: AbortSignal): Promise<ModelsView> {
  return fetchJson('/v1/models', { signal });
}
