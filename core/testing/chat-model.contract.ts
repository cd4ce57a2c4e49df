import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { assert as check, asyncProperty, nat, uniqueArray } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { ChatModel, ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import type { ModelVendor } from '../ports/model-vendor.ts';
import { jsonReply, reply, ScriptedUpstream } from './scripted-upstream.ts';
import type { Act, UpstreamRequest } from './scripted-upstream.ts';

/** A vendor's adapter and its wire format, for the suite that all adapters run. Bodies are event streams with LF line ends. */
export interface ChatModelSubject {
  readonly name: string;
  readonly model: string;
  /** The adapter, speaking to an upstream at this address. */
  readonly vendor: (at: { address: string; key: string; connectMs: number }) => ModelVendor;
  /** Header that carries the key. */
  readonly keyHeader: string;
  readonly wire: ChatWire;
}

export interface ChatWire {
  /** A whole answer; `usage` null leaves the counts out. */
  answer(pieces: readonly string[], end?: 'stop' | 'length', usage?: WireUsage | null): string;
  /** An answer's beginning, without the end marker. */
  unfinished(pieces: readonly string[]): string;
  /** A whole answer but for the end marker itself. */
  readonly unmarked: string;
  /** The frames that end every answer, alone. */
  readonly ending: string;
  /** A refusal as the vendor says it; `withText` as far as there are words for people. */
  readonly refusals: readonly string[];
  /** Thoughts, then the answer "Paris."; null with a reason in `lacks`. */
  readonly thinking: string | null;
  /** An answer with two sources, https://a.example/1 titled "One" and https://b.example/2 titled "Two"; null with a reason. */
  readonly cited: string | null;
  /** The vendor's own "overloaded" inside a stream that began with 200. */
  readonly errorInside: string;
  /** Frames that no answer should have: null, wrong types, a tool call. */
  readonly odd: string;
  /** Most bytes of an answer that the adapter takes. */
  readonly bytesMax: number;
  /** What this vendor cannot do, and why. */
  readonly lacks: Readonly<Record<string, string>>;
}

export interface WireUsage {
  readonly input: unknown;
  readonly output: unknown;
}

const key = 'sk-canary-7f3c9a1e5b';
const text = 'Größe: 5 € 🎉 日本, done.';
const pieces = ['Größe: 5 ', '€ 🎉 日', '本, done.'];

export function chatModelContract(subject: ChatModelSubject): void {
  describe(`chat model: ${subject.name}`, () => {
    let upstream: ScriptedUpstream;
    let vendor: ModelVendor;
    let model: ChatModel;
    beforeAll(async () => {
      upstream = await ScriptedUpstream.open();
      vendor = subject.vendor({ address: upstream.url, key, connectMs: 1_000 });
      model = vendor.model(subject.model);
    });
    afterAll(() => upstream.close());
    beforeEach(() => void upstream.requests.splice(0));

    const play = (acts: readonly Act[], question = 'Which?') => {
      upstream.play(acts);
      return collect(model, question);
    };
    const body = (wire: string) => play(reply({ parts: [wire] }));
    const { wire } = subject;

    describe('an answer', () => {
      it('streams: open, text, one finish with the counts of the vendor', async () => {
        const { events, error } = await body(wire.answer(pieces));
        expect(error).toBeNull();
        expect(events[0]).toEqual({ type: 'open' });
        expect(textOf(events)).toBe(text);
        expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(events.at(-1)).toMatchObject({ reason: 'stop', usage: { inputTokens: 12, outputTokens: 34 } });
      });

      it('is asked for once, with the key in its header, the question and the limit in its body', async () => {
        await body(wire.answer(['x']));
        const [asked, ...more] = upstream.requests;
        expect(more).toEqual([]);
        expect(asked?.headers[subject.keyHeader]).toContain(key);
        expect(asked?.path).not.toContain(key);
        expect(asked?.body).toContain('Which?');
        expect(asked?.body).toContain('777');
        expect(Object.keys(asked?.headers ?? {}).filter((name) => name.startsWith('x-stainless'))).toEqual([]);
      });

      it('names its model and vendor', () => {
        expect(model.id).toBe(`${vendor.vendor}/${subject.model}`);
        expect(model.vendor).toBe(vendor.vendor);
        expect(vendor.address).toContain(upstream.url);
      });

      it('ends with length at its limit', async () => {
        const { events } = await body(wire.answer(pieces, 'length'));
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'length' });
        expect(textOf(events)).toBe(text);
      });

      it.each(wire.refusals.map((refusal, at) => [at, refusal] as const))('refusal %i is one', async (_, refusal) => {
        const { events, error } = await body(refusal);
        expect(error).toBeNull();
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'refusal' });
      });

      it.skipIf(wire.thinking === null)('says once that it thinks, and keeps thoughts out of the text', async () => {
        const { events } = await body(wire.thinking ?? '');
        expect(events.filter(({ type }) => type === 'thinking')).toHaveLength(1);
        expect(events.findIndex(({ type }) => type === 'thinking')).toBeLessThan(
          events.findIndex(({ type }) => type === 'text-delta'),
        );
        expect(textOf(events)).toBe('Paris.');
      });

      it.skipIf(wire.cited === null)('keeps its sources in order, each once, with title and address', async () => {
        const { events } = await body(wire.cited ?? '');
        expect(events.flatMap((event) => (event.type === 'citation' ? [event.citation] : []))).toEqual([
          { url: 'https://a.example/1', title: 'One' },
          { url: 'https://b.example/2', title: 'Two' },
        ]);
      });

      it('gives a reason for what it lacks', () => {
        expect(Object.keys(wire.lacks).toSorted()).toEqual(
          [wire.cited === null ? ['cited'] : [], wire.thinking === null ? ['thinking'] : []].flat().toSorted(),
        );
      });

      it('comes compressed too, although that was not asked for', async () => {
        const packed = gzipSync(wire.answer(pieces));
        const parts = [packed.subarray(0, 30), packed.subarray(30)];
        const { events } = await play(reply({ headers: { 'content-encoding': 'gzip' }, parts, breathe: true }));
        expect(textOf(events)).toBe(text);
      });

      it('keeps its connection for the next one', async () => {
        const before = upstream.connections;
        for (let turn = 0; turn < 5; turn += 1) {
          // The body ends a moment after the answer.
          await play(reply({ parts: [wire.answer(['x'])], breathe: true }));
          await wait(20);
        }
        expect(upstream.connections - before).toBeLessThanOrEqual(1);
      });
    });

    describe('however the bytes are split', () => {
      const bodies = { plain: wire.answer(pieces), hostile: hostile(wire.answer(pieces)) };

      it.each(Object.entries(bodies))('the text of a %s stream is the same at every split point', async (_, whole) => {
        const bytes = Buffer.from(whole);
        upstream.answer(({ body: asked }) => {
          const at = Number(/split-(\d+)/.exec(asked)?.[1]);
          return reply({ parts: [bytes.subarray(0, at), bytes.subarray(at)], breathe: true });
        });
        const wrong: number[] = [];
        await Promise.all(
          Array.from({ length: 8 }, async (_lane, lane) => {
            for (let at = lane; at <= bytes.byteLength; at += 8) {
              const { events } = await collect(model, `split-${at}`);
              if (textOf(events) !== text || events.at(-1)?.type !== 'finish') {
                wrong.push(at);
              }
            }
          }),
        );
        expect(wrong).toEqual([]);
      });

      it('the text is the same in any number of pieces', async () => {
        const bytes = Buffer.from(bodies.hostile);
        const cuts = uniqueArray(nat(bytes.byteLength), { maxLength: 12 });
        await check(
          asyncProperty(cuts, async (places) => {
            const edges = [0, ...places.toSorted((left, right) => left - right), bytes.byteLength];
            const parts = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
            expect(textOf((await play(reply({ parts, breathe: true }))).events)).toBe(text);
          }),
          { numRuns: 20 },
        );
      });

      it.each([
        ['CR LF', (whole: string) => whole.replaceAll('\n', '\r\n')],
        ['CR', (whole: string) => whole.replaceAll('\n', '\r')],
        ['a byte order mark', (whole: string) => `\u{FEFF}${whole}`],
        [
          'comments and other fields',
          (whole: string) => whole.replaceAll('\n\n', '\nid: 7\n: note\n\n: ping\n\nretry: 9\n\n'),
        ],
        ['data over several lines', severalLines],
        ['no space behind the colon', (whole: string) => whole.replaceAll('data: ', 'data:')],
        ['no blank line at the end', (whole: string) => whole.trimEnd()],
      ])('the text is the same with %s', async (_, change) => {
        const parts = [...Buffer.from(change(wire.answer(pieces)))].map((byte) => Uint8Array.of(byte));
        const { events, error } = await play(reply({ parts }));
        expect(error).toBeNull();
        expect(textOf(events)).toBe(text);
      });

      it('the text keeps what JSON may hold: line separators, quotes, NUL', async () => {
        const strange = 'a\u2028b\u2029c"d\\e\n\n data: f\u0000g';
        expect(textOf((await body(wire.answer([strange]))).events)).toBe(strange);
      });

      it('a character that is cut in two between chunks is whole again', async () => {
        const { events } = await body(wire.answer(['a\u{D83C}', '\u{DF89}b']));
        expect(textOf(events)).toBe('a🎉b');
        expect(events.every((event) => event.type !== 'text-delta' || event.text.isWellFormed())).toBe(true);
      });
    });

    describe('an answer is complete only with its end marker', () => {
      const half = wire.unfinished(['Half an ', 'answer']);

      it.each([
        ['an orderly end', reply({ parts: [half] })],
        ['everything else', reply({ parts: [wire.unmarked] })],
        ['an end by the connection', reply({ parts: [half], framing: 'close' })],
        ['a cut (FIN) inside the body', [...reply({ parts: [half], open: true }), { end: true } as const]],
        ['a cut (RST) inside the body', [...reply({ parts: [half], open: true }), { reset: true } as const]],
      ])('%s without it is stream_cut', async (_, acts) => {
        const { events, error } = await play(acts);
        expect(error?.code).toBe('stream_cut');
        expect(textOf(events)).toBe('Half an answer');
        expect(events.some(({ type }) => type === 'finish')).toBe(false);
      });

      it.each([
        ['nothing follows', { silence: true } as const],
        ['the connection is cut', { reset: true } as const],
      ])('with it the answer stands although %s', async (_, last) => {
        const { events, error } = await play([...reply({ parts: [wire.answer(pieces)], open: true }), last]);
        expect(error).toBeNull();
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
        expect(await closed(upstream.requests[0])).toBe(true);
      });

      it('cut at any byte it is stream_cut or whole', async () => {
        const bytes = Buffer.from(wire.answer(pieces));
        upstream.answer(({ body: asked }) =>
          reply({ parts: [bytes.subarray(0, Number(/cut-(\d+)/.exec(asked)?.[1]))] }),
        );
        const wrong: unknown[] = [];
        for (let at = 0; at < bytes.byteLength; at += 1) {
          const { events, error } = await collect(model, `cut-${at}`);
          const whole = events.at(-1)?.type === 'finish';
          if (whole ? textOf(events) !== text : error?.code !== 'stream_cut' || !text.startsWith(textOf(events))) {
            wrong.push([at, error?.code, textOf(events)]);
          }
        }
        expect(wrong).toEqual([]);
      });

      it('a marker that comes twice ends it once', async () => {
        const { events } = await body(wire.answer(pieces) + wire.ending);
        expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(textOf(events)).toBe(text);
      });

      it.each([
        ['no text', []],
        ['white space', [' \n', '\t']],
      ])('with %s it is answer_empty', async (_, blank) => {
        expect((await body(wire.answer(blank))).error?.code).toBe('answer_empty');
      });
    });

    describe('counts are bounded by our own', () => {
      it.each([
        ['absurd', { input: 1e12, output: 1e12 }],
        ['negative', { input: -5, output: -1 }],
        ['none', { input: 0, output: 0 }],
        ['no numbers', { input: '9', output: [] }],
        ['missing', null],
      ])('when they are %s', async (_, usage) => {
        const { events } = await body(wire.answer(['twelve chars'], 'stop', usage));
        const finish = events.at(-1);
        expect(finish?.type === 'finish' && finish.usage).toMatchObject({ inputTokens: 4, outputTokens: 3 });
      });
    });

    describe('what is no answer', () => {
      it('an error object inside a 200 is a typed error, before and after text', async () => {
        expect((await body(wire.errorInside)).error?.code).toBe('provider_overloaded');
        const late = await body(wire.unfinished(['Half']) + wire.errorInside);
        expect(late.error?.code).toBe('provider_overloaded');
        expect(textOf(late.events)).toBe('Half');
      });

      it('an error document with status 200 is a typed error', async () => {
        const acts = jsonReply(200, {
          error: { message: 'No.', type: 'overloaded_error', code: 503, status: 'UNAVAILABLE' },
        });
        expect((await play(acts)).error?.code).toBe('provider_overloaded');
      });

      it('a page with status 200 is stream_invalid with a short excerpt', async () => {
        const page = `<!doctype html><title>Sign in</title>\u001b[31m${'<p>corporate proxy</p>'.repeat(500)}`;
        const { error } = await play(reply({ headers: { 'content-type': 'text/html' }, parts: [page] }));
        expect(error?.code).toBe('stream_invalid');
        expect(error?.message).toContain('Sign in');
        expect(error?.message).not.toMatch(/[<\p{C}]/u);
        expect(error?.message.length).toBeLessThan(300);
      });

      it('chunks of other shapes are passed over', async () => {
        const { events, error } = await body(wire.odd + wire.answer(pieces));
        expect(error).toBeNull();
        expect(textOf(events)).toBe(text);
      });

      it('a chunk that is not JSON is stream_invalid', async () => {
        const broken = wire.unfinished(['Half']).replaceAll('}', '');
        expect((await body(broken)).error?.code).toBe('stream_invalid');
      });

      it.each<[number, ErrorCode]>([
        [204, 'stream_invalid'],
        [400, 'request_rejected'],
        [401, 'key_rejected'],
        [402, 'credit_exhausted'],
        [403, 'key_rejected'],
        [404, 'model_retired'],
        [413, 'context_too_long'],
        [429, 'rate_limited'],
        [500, 'provider_failed'],
        [502, 'provider_failed'],
        [503, 'provider_overloaded'],
        [529, 'provider_overloaded'],
      ])('status %i is %s', async (status, code) => {
        const { error } = await play(jsonReply(status, { error: { message: 'It says so.' } }));
        expect(error).toMatchObject({ code });
        expect(upstream.requests).toHaveLength(1);
      });

      it('an unknown model is named with the file to correct', async () => {
        const { error } = await play(jsonReply(404, { error: { message: 'model not found' } }));
        expect(error?.message).toContain(subject.model);
        expect(error?.message).toContain('core/routing/catalogue.json');
      });

      it('a question that is too long is told from other bad requests', async () => {
        const message = "This model's maximum context length is 4096 tokens.";
        expect((await play(jsonReply(400, { error: { message } }))).error?.code).toBe('context_too_long');
      });

      it.each([
        ['2', 2_000],
        ['0.5', 500],
        [new Date(Date.now() + 600_500).toUTCString(), 600_000],
        ['-3', null],
        ['soon', null],
        ['5 apples', null],
        ['Wed, 01 Jan 2020 00:00:00 GMT', null],
        ['2099-01-01', null],
        ['9e99', null],
      ])('Retry-After "%s" means %s ms', async (header, ms) => {
        const { error } = await play(jsonReply(429, {}, { 'retry-after': header }));
        expect(error?.code).toBe('rate_limited');
        const asked = error?.retryAfterMs ?? null;
        expect(asked === null || ms === null ? asked : Math.abs(asked - ms) < ms / 2).toBe(ms === null ? null : true);
      });
    });

    describe('the connection', () => {
      it.each([301, 302, 303, 307, 308])('a redirect (%i) is refused and nobody else is asked', async (status) => {
        const other = await ScriptedUpstream.open();
        try {
          const location = `${other.url}/${key}`;
          const { error } = await play(reply({ status, headers: { location }, parts: [key] }));
          expect(error?.code).toBe('redirect_refused');
          expect(told(error)).not.toContain(key);
          expect(other.connections).toBe(0);
        } finally {
          await other.close();
        }
      });

      it.each([
        ['a JSON error', jsonReply(400, { error: { message: `Bad ${key}`, param: key } })],
        [
          'a page',
          reply({ status: 500, headers: { 'content-type': 'text/html' }, parts: [`<b>${encodeURI(key)}</b>`] }),
        ],
        ['base64', jsonReply(422, { error: { message: `Authorization: ${Buffer.from(key).toString('base64')}` } })],
        ['an error inside a stream', reply({ parts: [wire.errorInside.replaceAll('verloaded', `verloaded ${key}`)] })],
      ])('a key that is echoed in %s does not show', async (_, acts) => {
        const { error } = await play(acts);
        expect(error).toBeInstanceOf(ConsilienceError);
        expect(told(error)).not.toContain(key);
        expect(told(error)).not.toContain(Buffer.from(key).toString('base64').slice(0, -2));
      });

      it('a server that is not there is connect_failed', async () => {
        const gone = await ScriptedUpstream.open();
        await gone.close();
        const lost = subject.vendor({ address: gone.url, key, connectMs: 1_000 }).model(subject.model);
        const { error } = await collect(lost, 'Which?');
        expect(error?.code).toBe('connect_failed');
        expect(error?.message).toContain('ECONNREFUSED');
      });

      it('a connection that breaks before the headers is connect_failed', async () => {
        expect((await play([{ reset: true }])).error?.code).toBe('connect_failed');
      });

      it('what is not HTTP is stream_invalid', async () => {
        expect((await play([{ send: 'SSH-2.0-OpenSSH_9.2\r\n' }, { end: true }])).error?.code).toBe('stream_invalid');
      });

      it('a handshake that does not end is connect_timeout', async () => {
        const mute = await ScriptedUpstream.open();
        try {
          const address = mute.url.replace('http:', 'https:');
          const slow = subject.vendor({ address, key, connectMs: 200 }).model(subject.model);
          mute.play([{ silence: true }]);
          expect((await collect(slow, 'Which?')).error?.code).toBe('connect_timeout');
        } finally {
          await mute.close();
        }
      });

      it('is closed within a second of an abort, which is thrown as it is', async () => {
        const reason = new Error('enough');
        for (const acts of [
          [{ silence: true } as const],
          [...reply({ parts: [wire.unfinished(['Half'])], open: true }), { silence: true } as const],
          [...reply({ status: 500, parts: ['Half'], open: true }), { silence: true } as const],
        ]) {
          upstream.requests.splice(0);
          upstream.play(acts);
          const controller = new AbortController();
          const running = collect(model, 'Which?', controller.signal);
          await until(() => upstream.requests.length === 1);
          setTimeout(() => controller.abort(reason), 20);
          expect((await running).thrown).toBe(reason);
          expect(await closed(upstream.requests[0])).toBe(true);
        }
      });

      it('is closed by an abort although nobody reads on', async () => {
        upstream.play([...reply({ parts: [wire.unfinished(['Half'])], open: true }), { silence: true }]);
        const controller = new AbortController();
        const events = model.stream(request('Which?'), controller.signal)[Symbol.asyncIterator]();
        await events.next();
        controller.abort(new Error('enough'));
        expect(await closed(upstream.requests[0])).toBe(true);
        await expect(events.next()).rejects.toThrow('enough');
      });

      it('is closed by an abort at any moment of its opening', async () => {
        const reason = new Error('enough');
        for (let turns = 0; turns < 12; turns += 1) {
          upstream.requests.splice(0);
          upstream.play([{ silence: true }]);
          const controller = new AbortController();
          const running = collect(model, 'Which?', controller.signal);
          for (let turn = 0; turn < turns; turn += 1) {
            await nextTurn();
          }
          controller.abort(reason);
          expect((await running).thrown).toBe(reason);
          await wait(5);
          expect(await Promise.all(upstream.requests.map(closed))).not.toContain(false);
        }
      });

      it('is not opened for a signal that is aborted already', async () => {
        const before = upstream.connections;
        const reason = new Error('enough');
        expect((await collect(model, 'Which?', AbortSignal.abort(reason))).thrown).toBe(reason);
        expect(upstream.requests).toEqual([]);
        expect(upstream.connections).toBe(before);
      });

      it('is closed when nobody reads on', async () => {
        upstream.play([...reply({ parts: [wire.unfinished(['Half'])], open: true }), { silence: true }]);
        for await (const event of model.stream(request('Which?'), new AbortController().signal)) {
          if (event.type === 'text-delta') {
            break;
          }
        }
        expect(await closed(upstream.requests[0])).toBe(true);
      });
    });

    describe('caps', () => {
      it('an endless answer is cut between whole characters, counted by us, and its socket closed', async () => {
        const family = '👨‍👩‍👧‍👦';
        const many = Array.from({ length: 200 }, () => family.repeat(20));
        const { events, error } = await play([
          ...reply({ parts: [wire.unfinished(many)], open: true }),
          { silence: true },
        ]);
        expect(error).toBeNull();
        const written = textOf(events);
        expect(written.length).toBeLessThanOrEqual(32_000);
        expect(written.length).toBeGreaterThan(32_000 - family.length);
        expect(written.replaceAll(family, '')).toBe('');
        const finish = events.at(-1);
        expect(finish).toMatchObject({ type: 'finish', reason: 'length' });
        expect(finish?.type === 'finish' && finish.usage.outputTokens).toBe(Math.ceil(written.length / 4));
        expect(await closed(upstream.requests[0])).toBe(true);
      });

      it.each([
        ['many events', () => comment.repeat(Math.ceil(wire.bytesMax / comment.length) + 1)],
        ['one event', () => `data: ${'x'.repeat(300_000)}`],
        ['one event of many lines', () => 'data: x\n'.repeat(60_000)],
      ])('endless bytes in %s are stream_invalid', async (_, endless) => {
        const { error } = await play([...reply({ parts: [endless()], open: true }), { silence: true }]);
        expect(error?.code).toBe('stream_invalid');
        expect(await closed(upstream.requests[0])).toBe(true);
      });

      it('a compressed flood is cut by what it unpacks to', async () => {
        const headers = { 'content-encoding': 'gzip' };
        const { error } = await play([...reply({ headers, parts: [bomb()], open: true }), { silence: true }]);
        expect(error?.code).toBe('stream_invalid');
        expect(await closed(upstream.requests[0])).toBe(true);
      });
    });
  });
}

const comment = `: ${'x'.repeat(50_000)}\n\n`;

/** 40 MB of comments in 180 kB, made once. */
const bomb = once(() => gzipSync(Buffer.alloc(40_000_000, comment), { level: 1 }));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

interface Collected {
  readonly events: readonly ModelEvent[];
  /** What was thrown, when it is one of ours. */
  readonly error: ConsilienceError | null;
  readonly thrown: unknown;
}

async function collect(model: ChatModel, question: string, signal = AbortSignal.timeout(10_000)): Promise<Collected> {
  const events: ModelEvent[] = [];
  try {
    for await (const event of model.stream(request(question), signal)) {
      events.push(event);
    }
    return { events, error: null, thrown: null };
  } catch (thrown) {
    return { events, error: thrown instanceof ConsilienceError ? thrown : null, thrown };
  }
}

function request(question: string): ChatRequest {
  const messages = [{ role: 'user' as const, text: question }];
  return { system: 'Be brief.', messages, maxOutputTokens: 777, temperature: null, output: null };
}

function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

/** Everything that a log could print of an error. */
function told(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    parts.push(at.message, at.stack ?? '', JSON.stringify(at), JSON.stringify(Object.entries(at)));
  }
  return parts.join('\n');
}

/** One stream with everything that the format allows: a mark, comments, every line end, data over several lines. */
function hostile(whole: string): string {
  const ends = ['\r\n', '\n', '\r'];
  const frames = whole
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame, at) => {
      const shaped = at % 2 === 0 ? severalLines(frame) : `: é\n${frame.replaceAll('data: ', 'data:')}`;
      return `${shaped}\n\n`.replaceAll('\n', ends[at % 3] ?? '\n');
    });
  return `\u{FEFF}${frames.join('')}`;
}

function severalLines(whole: string): string {
  return whole.replaceAll(/^data: (\{.*\})$/gm, (_, json: string) => {
    const [first = '', ...rest] = JSON.stringify(JSON.parse(json), null, 1).split('\n');
    return [first, rest.slice(0, 2).join(' '), rest.slice(2).join(' ')].map((line) => `data: ${line}`).join('\n');
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await nextTurn();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Whether the connection of a request is closed within a second. */
async function closed(asked: UpstreamRequest | undefined): Promise<boolean> {
  const late = new AbortController();
  const soon = asked?.closed.then(() => true) ?? false;
  const after = wait(1_000, false, { signal: late.signal }).catch(() => false);
  const ended = await Promise.race([soon, after]);
  late.abort();
  return ended;
}
