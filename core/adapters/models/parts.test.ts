import { assert as check, array, property, stringMatching, uniqueArray, nat, constantFrom } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ChatModel, ModelEvent } from '../../ports/chat-model.ts';
import { jsonReply, reply, ScriptedUpstream } from '../../testing/scripted-upstream.ts';
import { completionsWire } from './fixtures/completions-wire.contract.ts';
import { EventGuard } from './event-guard.ts';
import { Exchange } from './exchange.ts';
import { googleVendor } from './google.ts';
import { openaiVendor } from './openai.ts';
import { compatibleVendor } from './openai-compatible.ts';
import { Pace } from './paced-sockets.ts';
import { listPrice, ownPrice } from './price.ts';
import { scrubber } from './scrub.ts';
import { ThinkFilter } from './think-filter.ts';

describe('thoughts in the text', () => {
  it.each([
    ['<think>a</think>b', 'b', true],
    ['\n <think>\na\n</think>\n\nb <think>c</think>', 'b <think>c</think>', true],
    ['no tag <think>a</think>', 'no tag <think>a</think>', false],
    ['<thin', '<thin', false],
    ['<thinker> b', '<thinker> b', false],
    ['<think>never ends', '', true],
    ['  ', '  ', false],
  ])('%j leaves %j, however it is cut', (whole, left, thought) => {
    check(
      property(uniqueArray(nat(whole.length)), (places) => {
        const edges = [0, ...places.toSorted((one, other) => one - other), whole.length];
        const filter = new ThinkFilter();
        const passed = edges.slice(1).map((edge, at) => filter.pass(whole.slice(edges[at], edge)));
        expect(passed.map(({ text }) => text).join('') + filter.rest()).toBe(left);
        expect(passed.some(({ thinking }) => thinking)).toBe(thought);
      }),
    );
  });
});

describe('the size of an unfinished event', () => {
  it('is counted from the last blank line, whatever ends the lines and however the bytes are cut', () => {
    const line = stringMatching(/^[a-z]{0,5}$/);
    check(
      property(array(line), constantFrom('\n', '\r', '\r\n'), uniqueArray(nat(200)), (lines, end, places) => {
        const whole = Buffer.from(lines.join(end));
        const edges = [
          0,
          ...places.filter((at) => at < whole.length).toSorted((one, other) => one - other),
          whole.length,
        ];
        const guard = new EventGuard();
        let bytes = 0;
        edges.slice(1).forEach((edge, at) => {
          const piece = whole.subarray(edges[at], edge);
          bytes = piece.length > 0 ? guard.grow(piece) : bytes;
        });
        const rest = whole.toString().slice(whole.toString().lastIndexOf(end + end) + 1).length;
        expect(bytes).toBeLessThanOrEqual(whole.toString().includes(end + end) ? rest : whole.length);
        expect(bytes).toBeGreaterThanOrEqual(lines.at(-1)?.length ?? 0);
      }),
    );
  });
});

describe('what shows of a text', () => {
  const scrub = scrubber(['sk-canary/7f3c+9a=1']);
  it.each([
    ['Bad sk-canary/7f3c+9a=1!', 'Bad [key]!'],
    [`Bad ${encodeURIComponent('sk-canary/7f3c+9a=1')}`, 'Bad [key]'],
    [`Bad ${Buffer.from('sk-canary/7f3c+9a=1').toString('base64')}`, 'Bad [key]'],
    ['Bearer abcdefghijklmnop and AIzaSyA0123456789abcdef', '[key] and [key]'],
    ['<b>one</b>\n\u001b[31mtwo\u202ethree\u200b', 'one [31mtwo three'],
  ])('%j is %j', (text, shown) => {
    expect(scrub(text)).toBe(shown);
  });

  it('is at most 200 characters, cut after keys were taken out', () => {
    const shown = scrub(`${'x'.repeat(190)} sk-canary/7f3c+9a=1 ${'y'.repeat(100_000)}`);
    expect(shown.length).toBeLessThanOrEqual(200);
    expect(shown).not.toContain('sk-');
  });
});

it('a held socket is read at the tick, and at once when it is let go: then it is noticed that a server closes it', () => {
  vi.useFakeTimers();
  try {
    const read = vi.fn<() => void>();
    const socket = new Readable({ highWaterMark: 1, read });
    const pace = new Pace();
    pace.attach(socket);
    socket.read(0);
    expect(read).toHaveBeenCalledTimes(1);
    pace.hold();
    socket.push('a');
    socket.read();
    expect(read).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(16);
    expect(read).toHaveBeenCalledTimes(2);
    socket.push('b');
    socket.read();
    pace.release();
    expect(read).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(100);
    expect(read).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
  }
});

it('a call that is stopped while it connects is not sent when the connection stands', async () => {
  let handler: Dispatcher.DispatchHandler = {};
  const sockets = {
    dispatch: (_: unknown, wanted: typeof handler) => {
      handler = wanted;
      return true;
    },
  };
  const asked = { vendor: 'openai', model: 'm', scrub: scrubber([]) };
  const stop = new AbortController();
  const options = { asked, signal: stop.signal, expects: 'json', bytesMax: 1 } as const;
  const exchange = new Exchange({ ...options, sockets: sockets as unknown as Dispatcher });
  const response = exchange.fetch('http://127.0.0.1:9/');
  stop.abort(new Error('enough'));
  await expect(response).rejects.toThrow('enough');
  const abort = vi.fn<() => void>();
  handler.onRequestStart?.({ abort } as unknown as Dispatcher.DispatchController, {});
  expect(abort).toHaveBeenCalledOnce();
});

it('an error whose body never ends is told all the same', async () => {
  const upstream = await ScriptedUpstream.open();
  try {
    upstream.play([...reply({ status: 503, parts: ['{"error": {'], open: true }), { silence: true }]);
    const vendor = openaiVendor({ ...given, key: 'k', baseUrl: upstream.url });
    await expect(all(vendor.model('m'))).rejects.toMatchObject({ code: 'provider_overloaded' });
  } finally {
    await upstream.close();
  }
});

describe('prices', () => {
  it('come from the list, or from what one pays oneself', async () => {
    const [openai, perplexity] = await Promise.all([listPrice('openai')(), listPrice('perplexity')()]);
    expect(openai('gpt-5', 1_000_000, 100_000)).toBe(2_250_000);
    expect(perplexity('sonar', 0, 0)).toBeGreaterThan(0);
    expect(openai('nobody-knows-this', 1, 1)).toBeNull();
    const own = await ownPrice({ input: 0.5, output: 2 })();
    expect(own('any', 1_000, 100)).toBe(700);
  });
});

describe('what leaves this machine', () => {
  let upstream: ScriptedUpstream;
  beforeEach(async () => {
    upstream = await ScriptedUpstream.open();
    upstream.answer(() => reply({ parts: [completionsWire.answer(['x'])] }));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    await upstream.close();
  });

  it('holds nothing that an SDK finds in the environment', async () => {
    vi.stubEnv('OPENAI_ORG_ID', 'org-canary');
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-canary');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-canary: canary');
    vi.stubEnv('OPENAI_API_KEY', 'sk-canary-of-another-vendor');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/');
    const vendor = compatibleVendor({
      ...given,
      vendor: 'vllm',
      key: null,
      baseUrl: `${upstream.url}/v1`,
      price: null,
    });
    await all(vendor.model('m'));
    expect(JSON.stringify(upstream.requests)).not.toContain('canary');
    expect(upstream.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('never goes through the global fetch', async () => {
    vi.stubGlobal('fetch', () => {
      throw new Error('The global fetch follows redirects.');
    });
    upstream.answer(() => jsonReply(500, {}));
    const vendor = googleVendor({ ...given, key: 'k', baseUrl: upstream.url });
    await expect(all(vendor.model('gemini'))).rejects.toMatchObject({ code: 'provider_failed' });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each(['../../v1/other', 'a/b/c', 'gemini?key=1', 'gemini#x', 'tunedModels/..', ''])(
    'asks nothing for a name that leads elsewhere: %j',
    async (name) => {
      const vendor = googleVendor({ ...given, key: 'k', baseUrl: upstream.url });
      await expect(all(vendor.model(name))).rejects.toMatchObject({ code: 'model_retired' });
      expect(upstream.requests).toEqual([]);
    },
  );

  it('keeps the path of a base address', async () => {
    const vendor = openaiVendor({ ...given, key: 'k', baseUrl: `${upstream.url}/proxy/openai/v1/` });
    await all(vendor.model('m'));
    expect(upstream.requests[0]?.path).toBe('/proxy/openai/v1/chat/completions');
    expect(vendor.address).toBe(`${upstream.url}/proxy/openai/v1`);
  });
});

it.each(['http://user:secret@host/v1', 'http://host/v1?key=secret', 'ftp://host', 'nonsense'])(
  'the base address %s is refused without being repeated',
  (baseUrl) => {
    const open = () => openaiVendor({ ...given, key: 'k', baseUrl });
    expect(open).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    expect(open).not.toThrow('secret');
  },
);

const given = { connectMs: 1_000, rehearsal: false };

async function all(model: ChatModel): Promise<ModelEvent[]> {
  const messages = [{ role: 'user', text: 'x' }] as const;
  const request = { system: '', messages, maxOutputTokens: 10, temperature: 0.2, output: null };
  const events: ModelEvent[] = [];
  for await (const event of model.stream(request, AbortSignal.timeout(5_000))) {
    events.push(event);
  }
  return events;
}
