import type { ChangedModels, ModelsView } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

/** What is left out stays; the server keeps it. */
export function changeModels(change: ChangedModels): Promise<ModelsView> {
  return fetchJson('/v1/models', { method: 'PATCH', body: change });
}
