import type { KeyCheck } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

/** Asks the vendor whether its key works; a key that does not is a result. */
export function checkKey(vendor: string): Promise<KeyCheck> {
  return fetchJson('/v1/models/checks', { method: 'POST', body: { vendor } });
}
