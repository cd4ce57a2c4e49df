import { describe, expect, test } from 'vitest';
import type { LogFields } from '../../ports/logger.ts';
import { pinoLogger } from './pino-logger.ts';
import { makeScrubber } from './scrubber.ts';

const keys = {
  openai: 'sk-proj-canaryAAAAAAAAAAAAAAAAAAAA',
  anthropic: 'sk-ant-api03-canaryBBBBBBBBBBBBBBBB',
  google: 'AIzaSyCanaryCCCCCCCCCCCCCCCCCCCCCCCCCC',
  perplexity: 'pplx-canaryDDDDDDDDDDDDDDDDDDDD',
  openrouter: 'sk-or-v1-canaryEEEEEEEEEEEEEEEE',
  slack: 'xoxb-1234-canaryFFFFFFFF',
  own: 'my "own" key+with/odd=characters',
};

function logged(message: string, fields: LogFields, secrets: readonly string[] = [keys.own]): string {
  const lines: string[] = [];
  const logger = pinoLogger({ level: 'debug', secrets, destination: { write: (line) => void lines.push(line) } });
  logger.error(message, fields);
  return lines.join('');
}

describe('the logger', () => {
  test.each(Object.entries(keys))('keeps a key of %s out of the log, in all nine ways that they get in', (_, key) => {
    const failure = Object.assign(new Error(`401 for ${key}`), {
      config: { headers: { Authorization: `Bearer ${key}` } },
    });
    const ways: [string, LogFields][] = [
      ['plain field', { apiKey: key }],
      ['usual header', { headers: { authorization: `Bearer ${key}` } }],
      ['nested', { a: { b: { c: { apiKey: key, deep: key } } } }],
      ['in a list', { calls: [{ key }, `first ${key}`] }],
      ['header in another case', { headers: { 'X-Api-Key': key, AUTHORIZATION: `Bearer ${key}` } }],
      ['error message', { error: failure }],
      ['address', { url: `https://user:${encodeURIComponent(key)}@host/v1?key=${encodeURIComponent(key)}&alt=sse` }],
      ['headers of an error', { failure, inner: { error: failure, cause: { failure } } }],
      [`in the message: ${key}`, {}],
    ];
    for (const [message, fields] of ways) {
      const line = logged(message, fields);
      const { time: _time, pid: _pid, ...written } = JSON.parse(line) as Record<string, unknown>;
      expect([message.slice(0, 20), JSON.stringify(written)]).toEqual([
        message.slice(0, 20),
        expect.not.stringMatching(/canary|my \\*"own|odd=|odd%3D/i),
      ]);
    }
  });

  test('takes values of telling names out, whatever they look like, also in JSON inside JSON and in pairs', () => {
    const plain = 'zzz-plain-zzz';
    const line = logged(`body {"api_key": "${plain}"} raw`, {
      body: JSON.stringify({ inner: JSON.stringify({ client_secret: plain, fine: 'kept' }) }),
      rawHeaders: ['Authorization', plain, 'Accept', 'text/plain'],
      deep: { more: { cookie: plain } },
    });
    expect(line).not.toContain(plain);
    expect(line).toContain('kept');
    expect(line).toContain('text/plain');
    JSON.parse(line);
  });

  test('keeps what is no secret, with the cause of an error', () => {
    const error = new Error('outer', { cause: new TypeError('inner', { cause: { note: 'plain' } }) });
    const line = JSON.parse(logged('run ended', { run: 'run_1', ms: 12, tokens: 5, why: 'sk-learn', error })) as object;
    expect(line).toMatchObject({
      level: 50,
      msg: 'run ended',
      run: 'run_1',
      ms: 12,
      tokens: 5,
      why: 'sk-learn',
      error: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
    });
  });

  test('one call is one line, and nothing in it moves a terminal', () => {
    const hostile = 'a\nb\r\u001b[2J\u009b31m\u2028\u202ereversed\u0000';
    const line = logged(hostile, { hostile, [hostile]: 1 });
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line.trimEnd()).toMatch(/^[\u0020-\u007e]*$/);
    expect(JSON.parse(line)).toMatchObject({ msg: hostile, hostile });
  });

  test('levels below the set one are not written', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    pinoLogger({ level: 'warn', secrets: [], destination }).info('no', {});
    pinoLogger({ level: 'silent', secrets: [], destination }).error('no', {});
    expect(lines).toEqual([]);
  });

  test('a long hostile line is scrubbed in bounded time', () => {
    const scrub = makeScrubber([keys.own]);
    for (const piece of ['\\"authorization', '"authorization":"', 'Bearer ', 'sk-', '://', '?key=', 'a', '\\']) {
      const before = performance.now();
      scrub(piece.repeat(Math.ceil(100_000 / piece.length)));
      expect(performance.now() - before).toBeLessThan(500);
    }
  });
});
