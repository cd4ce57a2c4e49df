import type { AcceptedRun } from '#api/contract';
import { fetchJson } from '../../../ui/fetch-json.ts';
import { newIdempotencyKey } from './post-run.ts';

/** Asks one more model the question of a run that has ended; a new run takes its place. */
export function addModel(id: string, model: string): Promise<AcceptedRun> {
  return fetchJson(`/v1/runs/${encodeURIComponent(id)}/models`, {
    method: 'POST',
    body: { model },
    headers: { 'idempotency-key': newIdempotencyKey() },
  });
}
