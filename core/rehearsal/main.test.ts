import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function run(...flags: string[]): ChildProcess {
  return spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function read(stream: ChildProcess['stdout']): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) {
    text += String(chunk);
  }
  return text;
}

describe('the rehearsal process', () => {
  it('prints one line with the addresses, answers, and ends on SIGTERM', async () => {
    const child = run('--port', '0', '--profile', 'none');
    const [first] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const line = first.toString();
    expect(line).toMatch(/^Rehearsal server at http:\/\/127\.0\.0\.1:\d+ \(profile none, \d+ questions\): openai http/);
    expect(line.trimEnd()).not.toContain('\n');
    const [, address] = /anthropic (http:[^,]+)/.exec(line) ?? [];
    expect((await fetch(`${address}/v1/models`)).status).toBe(200);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    [['--port', 'abc'], /--port.*whole number from 0 to 65535/],
    [['--profile', 'Q'], /Allowed choices are P, S, none, demo/],
    [['--faults', 'openai=nap'], /"nap" is no fault/],
    [['--cast', '/nowhere.jsonl'], /cannot be read \(ENOENT\)/],
    [['--what'], /unknown option/],
    [['surplus'], /too many arguments/],
  ])('refuses %j in one sentence, with code 2', async (flags, message) => {
    const child = run(...flags);
    const [text, [code]] = await Promise.all([read(child.stderr), once(child, 'exit')]);
    expect(text).toMatch(message);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
