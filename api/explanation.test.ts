import { afterAll, beforeAll, expect, test } from 'vitest';
import { explanation } from './contract/explanation.ts';
import { endedRun } from './testing/fake-consilience.ts';
import { serve } from './testing/serve.ts';

let served: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

test('a run is explained as it stands, also when nothing was compared', async () => {
  const response = await served.app.inject(`/v1/runs/${endedRun}/explanation`);
  expect(response.statusCode).toBe(200);
  expect(explanation.parse(response.json())).toMatchObject({ trackRecord: null, pairs: [] });
});

test('an unknown run is not', async () => {
  const response = await served.app.inject('/v1/runs/run_01KAV3M8ZJ6Q4W0X5T7Y9B2C1X/explanation');
  expect(response.json()).toMatchObject({ error: { code: 'run_unknown' } });
});
