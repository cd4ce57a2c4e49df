import type { AcceptedRun, NewRun } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';

/** Asks. The key makes a repeated request the same run; one click makes one key. */
export function postRun(run: NewRun, idempotencyKey: string): Promise<AcceptedRun> {
  return fetchJson('/v1/runs', { method: 'POST', body: run, headers: { 'idempotency-key': idempotencyKey } });
}

/** `crypto.randomUUID` exists in secure contexts only, and the page may be served over plain HTTP by choice. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
