import type { ConsensusEvent } from '#core/view';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { consensusEvent } from './contract/events.ts';
import { view } from './testing/events.ts';
import { knownRun } from './testing/fake-consilience.ts';
import { listen } from './testing/serve.ts';

let served: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  served = await listen({ heartbeatMs: 40, stallMsMax: 300 });
});
beforeEach(() => vi.waitUntil(() => served.consilience.following === 0));
afterAll(() => served[Symbol.asyncDispose]());

const end = { type: 'run-end', state: 'done', error: null, ms: 5, costMicros: 0 } as const;
const word = (text: string) => ({ type: 'answer-delta', model: 'rehearsal/alder', phase: 'writing', text }) as const;
const path = (id: string, query = '') => `/v1/runs/${id}/events${query}`;

async function begin(): Promise<string> {
  const body = { method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } } as const;
  return (await served.app.inject(body)).json<{ id: string }>().id;
}

describe('an event stream', () => {
  test('gives what was stored, then what comes, and ends with the run', async () => {
    const id = await begin();
    served.consilience.append(id, [word('one '), word('two\n\nid: 99\n')]);
    const viewer = await view(served.port, path(id));
    await vi.waitFor(() => expect(viewer.events()).toHaveLength(3));
    served.consilience.append(id, [word('\u2028three\r\n'), end]);
    await viewer.ended;

    expect(viewer.response.statusCode).toBe(200);
    expect(viewer.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(viewer.text()).toMatch(/^retry: 1000\n\n/);
    expect(viewer.events().map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 run-start',
      '2 answer-delta',
      '3 answer-delta',
      '4 answer-delta',
      '5 run-end',
    ]);
    expect(viewer.events().map((event) => consensusEvent.parse(event))).toEqual(viewer.events());
    expect(viewer.text()).not.toContain('resume');
  });

  test('resumes after any event, by header or by query, and the header goes first', async () => {
    const id = await begin();
    served.consilience.append(id, [word('a'), word('b')]);
    served.consilience.append(id, [word('c'), word('d'), end]);
    for (let after = 0; after < 6; after++) {
      const wanted = Array.from({ length: 6 - after }, (_, n) => after + n + 1);
      for (const [query, headers] of [
        [`?after=${after}`, {}],
        ['', { 'Last-Event-ID': String(after) }],
        ['?after=5', { 'Last-Event-ID': String(after) }],
      ] as const) {
        const viewer = await view(served.port, path(id, query), headers);
        await viewer.ended;
        expect(viewer.events().map((event) => event.seq)).toEqual(wanted);
      }
    }
  });

  test('has nothing for a viewer that saw the end: 204 stops its browser from coming back', async () => {
    const id = await begin();
    served.consilience.append(id, [end]);
    expect((await served.app.inject(path(id, '?after=2'))).statusCode).toBe(204);
    expect((await served.app.inject(path(id, '?after=1'))).statusCode).toBe(200);
  });

  test('of an unknown run is a plain 404', async () => {
    const response = await served.app.inject(path('run_00000000000000000000none'));
    expect([response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([
      404,
      'run_unknown',
    ]);
    expect(response.headers['content-type']).toContain('application/json');
  });

  test('gives two viewers the same bytes, the same buffers under them', async () => {
    const id = await begin();
    const viewers = await Promise.all([view(served.port, path(id)), view(served.port, path(id))]);
    const stringify = vi.spyOn(JSON, 'stringify');
    for (let n = 0; n < 20; n++) {
      served.consilience.append(id, [word(`${n} `), word(`${n}. `)]);
    }
    served.consilience.append(id, [end]);
    await Promise.all(viewers.map((viewer) => viewer.ended));
    const built = stringify.mock.calls.filter(([value]) => (value as Partial<ConsensusEvent>)?.runId === id).length;
    stringify.mockRestore();

    const [first, second] = viewers.map((viewer) => viewer.text().replaceAll(':\n\n', ''));
    expect(first).toBe(second);
    expect(built).toBe(41);
  });

  test('says that it lives', async () => {
    const viewer = await view(served.port, path(await begin()));
    await vi.waitFor(() => expect(viewer.text().match(/^:$/gm)?.length ?? 0).toBeGreaterThan(2));
    viewer.leave();
  });

  test('stops following when its viewer goes', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => view(served.port, path(knownRun))));
    await vi.waitFor(() => expect(served.consilience.following).toBe(20));
    for (const viewer of viewers) {
      viewer.leave();
    }
    await vi.waitFor(() => expect(served.consilience.following).toBe(0));
  });

  test('is closed under a viewer that takes nothing, while others go on', async () => {
    const id = await begin();
    const stuck = connect(served.port, '127.0.0.1');
    stuck.write(`GET ${path(id)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    stuck.pause();
    stuck.on('error', () => {});
    await vi.waitFor(() => expect(served.consilience.following).toBe(1));
    const quick = await view(served.port, path(id));
    const large = 'x'.repeat(100_000);
    for (let n = 0; n < 100; n++) {
      served.consilience.append(id, [word(large)]);
    }
    await vi.waitFor(() => expect(served.consilience.following).toBe(1), 5_000);
    await vi.waitFor(() => expect(quick.events()).toHaveLength(101), 5_000);
    served.consilience.append(id, [end]);
    await quick.ended;
    stuck.destroy();
  });

  test('that was closed under a viewer tells it to resume, and misses nothing then', async () => {
    await using patient = await listen({ stallMsMax: 1_500 });
    const body = { method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } } as const;
    const { id } = (await patient.app.inject(body)).json<{ id: string }>();
    const sleepy = await view(patient.port, path(id));
    sleepy.response.pause();
    for (let n = 0; n < 300; n++) {
      patient.consilience.append(id, [word('x'.repeat(100_000))]);
    }
    await vi.waitFor(() => expect(patient.consilience.following).toBe(0), 10_000);
    sleepy.response.resume();
    await sleepy.ended;
    expect(sleepy.text().slice(-100)).toMatch(/\n\n: resume with Last-Event-ID\n\n$/);

    const seen = sleepy.events();
    patient.consilience.append(id, [end]);
    const again = await view(patient.port, path(id), { 'Last-Event-ID': String(seen.at(-1)?.seq) });
    await again.ended;
    expect(again.events().length).toBeGreaterThan(1);
    const all = [...seen, ...again.events()].map(({ seq }) => seq);
    expect(all).toEqual(Array.from({ length: 302 }, (_, n) => n + 1));
  });

  test('of a large run comes whole and in order', async () => {
    const id = await begin();
    served.consilience.append(
      id,
      Array.from({ length: 5_000 }, (_, n) => word(`${n} ${'é'.repeat(n % 300)}`)),
    );
    served.consilience.append(id, [end]);
    const viewer = await view(served.port, path(id));
    await viewer.ended;
    expect(viewer.events().map((event) => event.seq)).toEqual(Array.from({ length: 5_002 }, (_, n) => n + 1));
  });
});

test('a server that stops ends its streams with a hint, and refuses what is new', async () => {
  const stopping = await listen();
  const viewer = await view(stopping.port, path(knownRun));
  await vi.waitFor(() => expect(viewer.events()).toHaveLength(1));
  await stopping.app.close();
  await viewer.ended;
  expect(viewer.text()).toMatch(/: resume with Last-Event-ID\n\n$/);
  expect(stopping.consilience.following).toBe(0);
  await expect(view(stopping.port, '/health')).rejects.toThrow('ECONNREFUSED');
});

test('more streams than allowed are refused', async () => {
  await using few = await listen({ streamsMax: 2 });
  const viewers = [await view(few.port, path(knownRun)), await view(few.port, path(knownRun))];
  const third = await view(few.port, path(knownRun));
  await third.ended;
  expect(third.response.statusCode).toBe(503);
  expect(third.response.headers['retry-after']).toBe('5');
  viewers[0]?.leave();
  await vi.waitFor(async () => {
    const next = await view(few.port, path(knownRun));
    next.leave();
    expect(next.response.statusCode).toBe(200);
  });
});
