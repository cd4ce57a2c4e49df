import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { openConsilience } from './open-consilience.ts';

interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

const question = 'Which is larger, 9.11 or 9.9?';
let folder: string;
let receiver: Server;
let endpoint: string;
let received: { path: string; key: string | undefined; spans: Span[] }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-telemetry-'));
  received = [];
  receiver = createServer((request, response) => {
    void json(request).then((sent) => {
      const spans = (sent as Sent).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      );
      received.push({ path: request.url ?? '', key: request.headers['x-key'] as string | undefined, spans });
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
  receiver.close();
  await rm(folder, { recursive: true });
});

/** One whole run of the rehearsal models; what stands in the metrics after it. */
async function ran(settings: Readonly<Record<string, string>>) {
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', ...settings });
  const consilience = await openConsilience({ ...config, REHEARSAL_CAST: '' });
  const asked = { workspace: localWorkspace, question, models: null, session: null, idempotencyKey: null };
  const { id } = await consilience.runs.accept({ ...asked, follows: null });
  const run = { workspace: localWorkspace, id, after: 0 };
  for await (const batch of consilience.runs.follow(run, AbortSignal.timeout(15_000))) {
    if (batch.at(-1)?.type === 'run-end') {
      break;
    }
  }
  await expect.poll(async () => (await consilience.operations.readiness()).runsInFlight).toBe(0);
  const [readiness, { text }] = [await consilience.operations.readiness(), await consilience.operations.metrics()];
  await consilience.close();
  return { readiness, text };
}

function valueOf(span: Span | undefined, name: string): unknown {
  return Object.values(span?.attributes.find(({ key }) => key === name)?.value ?? {})[0];
}

test('a collector gets each run with its calls, without a word of their content', { timeout: 30_000 }, async () => {
  await ran({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b' });
  const spans = received.flatMap((one) => one.spans);
  expect(received.map(({ path, key }) => [path, key])).toContainEqual(['/v1/traces', 'a b']);
  const root = spans.find(({ name }) => name === 'consilience.run');
  const parts = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
  expect(spans).toHaveLength(1 + parts.length);
  expect(parts.map(({ name }) => name).toSorted()).toEqual([
    'chat rehearsal-claude',
    'chat rehearsal-gemini',
    'chat rehearsal-gpt',
    'chat rehearsal-llama',
    'chat rehearsal-sonar',
    'consilience.synthesis',
  ]);
  const gpt = parts.find(({ name }) => name === 'chat rehearsal-gpt');
  expect(valueOf(gpt, 'gen_ai.provider.name')).toBe('openai');
  expect(Number(valueOf(gpt, 'gen_ai.usage.output_tokens'))).toBeGreaterThan(0);
  expect(valueOf(root, 'consilience.run.state')).toBe('done');
  const isInside = ({ startTimeUnixNano: start, endTimeUnixNano: end }: Span) =>
    BigInt(start) <= BigInt(end) && BigInt(end) <= BigInt(root?.endTimeUnixNano ?? 0);
  expect(parts.every(isInside)).toBe(true);
  expect(JSON.stringify(spans)).not.toContain('9.11');
});

test('content goes along when that is wanted', { timeout: 30_000 }, async () => {
  await ran({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, CONSILIENCE_TRACE_CONTENT: '1' });
  const spans = received.flatMap((one) => one.spans);
  const root = spans.find(({ name }) => name === 'consilience.run');
  expect(valueOf(root, 'gen_ai.input.messages')).toContain(question);
  expect(valueOf(root, 'gen_ai.output.messages')).toContain('9.9');
});

test(
  'a collector that is down costs nothing but its traces; metrics tell of runs and calls',
  { timeout: 30_000 },
  async () => {
    const { text, readiness } = await ran({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect(readiness).toEqual({ ready: true, storeWritable: true, draining: false, runsInFlight: 0, runsLimit: 128 });
    expect(text).toContain('consilience_runs_ended_total{state="done"} 1');
    expect(text).toContain('consilience_runs_accepted_total 1');
    expect(text).toMatch(/consilience_model_calls_total\{model="anthropic\/rehearsal-claude",outcome="stop"\} 1/);
    expect(text).toMatch(/consilience_model_first_text_seconds_count\{model="openai\/rehearsal-gpt"\} [12]/);
    expect(text).toContain('consilience_run_quorum_seconds_count 1');
    expect(text).toContain('consilience_vendor_breaker_open{vendor="openai"} 0');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toContain('9.11');
  },
);
