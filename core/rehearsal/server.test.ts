import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { startRehearsal, type Rehearsal, type RehearsalOptions } from './index.ts';

const open: Rehearsal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((rehearsal) => rehearsal.close()));
});

async function start(options: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  const usual = { host: '127.0.0.1', port: 0, castFile: null, profile: 'none', faults: '', seed: 1 } as const;
  const rehearsal = await startRehearsal({ ...usual, ...options });
  open.push(rehearsal);
  return rehearsal;
}

interface Asked {
  readonly fault?: string;
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
}

/** OpenAI's format, raw. */
function ask({ baseUrls }: Rehearsal, { fault, stream = true, signal }: Asked = {}): Promise<Response> {
  return fetch(`${baseUrls.openai}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(fault === undefined ? {} : { 'x-rehearsal-fault': fault }) },
    body: JSON.stringify({ model: 'rehearsal-gpt', messages: [{ role: 'user', content: question }], stream }),
    redirect: 'manual',
    ...(signal === undefined ? {} : { signal }),
  });
}

const question = 'What is the capital of Australia?';

describe('faults', () => {
  it.each([
    ['429:7', [429, '7', 'rate_limit_exceeded']],
    ['429:Wed, 21 Oct 2026 07:28:00 GMT', [429, 'Wed, 21 Oct 2026 07:28:00 GMT', 'rate_limit_exceeded']],
    ['401', [401, null, 'invalid_api_key']],
    ['503', [503, null, null]],
    ['context', [400, null, 'context_length_exceeded']],
  ])("%s is the vendor's own error", async (fault, expected) => {
    const response = await ask(await start(), { fault });
    const { error } = (await response.json()) as { error: { code: string | null } };
    expect([response.status, response.headers.get('retry-after'), error.code]).toEqual(expected);
    expect(response.headers.get('x-rehearsal')).toBe('1');
  });

  it('cut tears the connection after half of the answer', async () => {
    const response = await ask(await start(), { fault: 'cut' });
    const { text, error } = await drain(response);
    expect(text).toContain('data: {');
    expect(text).not.toContain('[DONE]');
    expect(error).not.toBeNull();
  });

  it('fin ends in good order without the end marker', async () => {
    const { text, error } = await drain(await ask(await start(), { fault: 'fin' }));
    expect(text).toContain('"content":"The"');
    expect(text).not.toContain('[DONE]');
    expect(error).toBeNull();
  });

  it('silent accepts and never answers; stall stops half-way', async () => {
    const rehearsal = await start();
    await expect(ask(rehearsal, { fault: 'silent', signal: AbortSignal.timeout(150) })).rejects.toThrow(/timeout/);
    const { text, error } = await drain(await ask(rehearsal, { fault: 'stall', signal: AbortSignal.timeout(300) }));
    expect(text).toContain('"content":"The"');
    expect(text).not.toContain('[DONE]');
    expect(error).not.toBeNull();
  });

  it('html, redirect, empty, refusal, garbage and error-in-200 are what they say', async () => {
    const rehearsal = await start();
    const page = await ask(rehearsal, { fault: 'html' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await ask(rehearsal, { fault: 'redirect' })).status).toBe(307);
    const empty = await (await ask(rehearsal, { fault: 'empty' })).text();
    expect(empty).toContain('"finish_reason":"stop"');
    expect(empty).not.toMatch(/"content":"[^"]/);
    expect(await (await ask(rehearsal, { fault: 'refusal' })).text()).toContain('"finish_reason":"content_filter"');
    expect(await (await ask(rehearsal, { fault: 'garbage' })).text()).toContain('{{"delta"');
    const failed = await (await ask(rehearsal, { fault: 'error-in-200' })).text();
    expect(failed).toContain('data: {"error":{"message":');
    expect(failed).not.toContain('[DONE]');
    const whole = await ask(rehearsal, { fault: 'error-in-200', stream: false });
    expect([whole.status, Object.keys((await whole.json()) as object)]).toEqual([200, ['error']]);
  });

  it('huge never ends, and stops when the reader goes', async () => {
    const rehearsal = await start();
    const reader = (await ask(rehearsal, { fault: 'huge' })).body?.getReader();
    let bytes = 0;
    while (bytes < 3_000_000) {
      bytes += (await reader?.read())?.value?.byteLength ?? Infinity;
    }
    expect(bytes).toBeLessThan(Infinity);
    expect(rehearsal.playing()).toBe(1);
    await reader?.cancel();
    await expect.poll(() => rehearsal.playing()).toBe(0);
  });

  it('strike by vendor and by chance', async () => {
    const rehearsal = await start({ faults: 'anthropic=500, openai=429:2@0.5' });
    const statuses: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      statuses.push((await ask(rehearsal)).status);
    }
    const limited = statuses.filter((status) => status === 429).length;
    expect(limited).toBeGreaterThan(8);
    expect(limited).toBeLessThan(32);
    const list = await fetch(`${rehearsal.baseUrls.anthropic}/v1/models`);
    expect(list.status).toBe(200);
  });

  it('a rejected key rejects the list of models too', async () => {
    const rehearsal = await start({ faults: '*=401' });
    expect((await fetch(`${rehearsal.baseUrls.google}/v1beta/models`)).status).toBe(401);
    expect((await fetch(`${rehearsal.baseUrls.vllm}/models`)).status).toBe(401);
  });

  it.each(['x=500', 'openai', 'openai=600', 'openai=nap', 'openai=cut@2'])('%s is refused', async (faults) => {
    await expect(start({ faults })).rejects.toThrow(RangeError);
    expect((await ask(await start(), { fault: 'nap' })).status).toBe(400);
  });
});

describe('pacing', () => {
  it('follows the clock it is given', async () => {
    const clock = new VirtualClock();
    const rehearsal = await start({ profile: 'P', tokens: 150, clock });
    const answer = ask(rehearsal).then((response) => response.text());
    await expect.poll(() => rehearsal.playing()).toBe(1);
    await clock.advance(300 + 148 * 10);
    expect(rehearsal.playing()).toBe(1);
    await clock.advance(10);
    const contents = (await answer).match(/"content":"[^"]/g);
    expect(contents).toHaveLength(150);
  });

  it('drip moves all the time and is never done; slow takes three times as long', async () => {
    const clock = new VirtualClock();
    const rehearsal = await start({ profile: 'P', clock });
    const controller = new AbortController();
    const drip = ask(rehearsal, { fault: 'drip', signal: controller.signal });
    const slow = ask(rehearsal, { fault: 'slow' }).then((response) => response.text());
    await expect.poll(() => rehearsal.playing()).toBe(2);
    await clock.advance(899);
    expect(rehearsal.playing()).toBe(2);
    await clock.advance(1_000);
    expect(await slow).toContain('[DONE]');
    await clock.advance(30_000);
    expect(rehearsal.playing()).toBe(1);
    const reader = (await drip).body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toMatch(/^data/);
    controller.abort();
    await expect.poll(() => rehearsal.playing()).toBe(0);
  });
});

describe('robustness', () => {
  it.each([
    ['/openai/v1/chat/completions', '{oops', 'error'],
    ['/openai/v1/chat/completions', '{"model": "rehearsal-gpt", "messages": []}', 'error'],
    ['/openai/v1/chat/completions', '[]', 'error'],
    ['/openai/v1/embeddings', '{"model": "rehearsal-embedding", "input": 3}', 'error'],
    ['/anthropic/v1/messages', '{"model": "rehearsal-claude", "messages": [{"role": "user", "content": "x"}]}', 'type'],
    ['/google/v1beta/models/rehearsal-gemini:generateContent', '{"contents": "x"}', 'error'],
    ['/google/v1beta/models/rehearsal-gemini:generateContent', 'null', 'error'],
    ['/perplexity/chat/completions', '{"model": 3}', 'error'],
    ['/vllm/v1/chat/completions', '', 'error'],
  ])('%s refuses %s', async (path, body, key) => {
    const response = await fetch(`${(await start()).address}${path}`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(Object.keys((await response.json()) as object)[0]).toBe(key);
  });

  it('refuses what is too large, what is not there, and what is not HTTP', async () => {
    const { address, baseUrls, port } = await start();
    const body = 'x'.repeat(5_000_000);
    expect((await fetch(`${baseUrls.openai}/chat/completions`, { method: 'POST', body })).status).toBe(413);
    for (const path of ['/nothing', '/anthropic/v1/chat/completions', '/google/v1beta/models/x:sing', '/openai/v1/%']) {
      const response = await fetch(`${address}${path}`, { method: 'POST', body: '{}' });
      expect([response.status, response.headers.get('x-rehearsal')]).toEqual([404, '1']);
    }
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('\u0000\u0001 nonsense\r\n\r\n'));
      socket.on('data', (data) => resolve(data.toString()));
    });
    expect(answer).toContain('400 Bad Request\r\nx-rehearsal: 1');
  });

  it('stops writing to readers that leave', async () => {
    const rehearsal = await start({ profile: 'P' });
    const controllers = Array.from({ length: 50 }, () => new AbortController());
    const asked = controllers.map(({ signal }) => ask(rehearsal, { signal }).then((response) => response.text()));
    await expect.poll(() => rehearsal.playing()).toBe(50);
    controllers.forEach((controller) => controller.abort());
    const ends = await Promise.allSettled(asked);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    await expect.poll(() => rehearsal.playing()).toBe(0);
  });

  it('serves 1,000 connections at once', async () => {
    const rehearsal = await start({ profile: 'P', tokens: 5 });
    const texts = await Promise.all(
      Array.from({ length: 1_000 }, () => ask(rehearsal).then((response) => response.text())),
    );
    expect(texts.every((text) => text.endsWith('data: [DONE]\n\n'))).toBe(true);
  });

  it('tears what is open when it closes', async () => {
    const rehearsal = await start({ profile: 'P' });
    const asked = ask(rehearsal).then((response) => response.text());
    await expect.poll(() => rehearsal.playing()).toBe(1);
    const [, ended] = await Promise.all([rehearsal.close(), asked.catch(() => 'torn')]);
    expect(ended).toBe('torn');
  });

  it('says that it is healthy and what it is', async () => {
    const { address, baseUrls, questions } = await start();
    expect((await fetch(`${baseUrls.vllm.replace('/v1', '')}/health`)).status).toBe(200);
    expect(await (await fetch(address)).json()).toMatchObject({ rehearsal: true });
    expect(questions).toBeGreaterThanOrEqual(28);
  });
});

/** What came before the end, and how it ended. */
async function drain(response: Response): Promise<{ text: string; error: unknown }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
    }
    return { text, error: null };
  } catch (error) {
    return { text, error };
  }
}
