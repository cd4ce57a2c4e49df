import { expect, test } from 'vitest';
import { endedRun, knownRun } from './testing/fake-consilience.ts';
import { serve } from './testing/serve.ts';

test('asks, shows, lists and stops a run', async () => {
  await using served = await serve();
  const { app, consilience } = served;

  const asked = await app.inject({ method: 'POST', url: '/v1/runs', payload: { question: 'Is a tomato a fruit?' } });
  expect(asked.statusCode).toBe(202);
  const { id, session } = asked.json<{ id: string; session: string }>();
  expect(asked.headers['location']).toBe(`/v1/runs/${id}`);
  expect(consilience.accepted).toMatchObject([{ models: null, session: null, idempotencyKey: null }]);

  const seen = await app.inject(`/v1/runs/${id}`);
  expect(seen.json()).toMatchObject({
    id,
    session,
    question: 'Is a tomato a fruit?',
    state: 'running',
    agreement: null,
  });

  const listed = await app.inject('/v1/runs?limit=5');
  expect(listed.json<{ items: { id: string }[] }>().items.map((run) => run.id)).toEqual([knownRun, endedRun, id]);

  const stopped = await app.inject({ method: 'DELETE', url: `/v1/runs/${id}` });
  expect([stopped.statusCode, stopped.json()]).toEqual([202, { id, state: 'cancelled' }]);
});
