import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { nextQuestion } from './questions.ts';
import { onSchedule } from './schedule.ts';

/** Profile P: the first token after 300 ms, then one every 10 ms, 150 in all. */
export const profile = { firstMs: 300, gapMs: 10, tokens: 150, seats: 5 } as const;
export const answerMs = profile.firstMs + (profile.tokens - 1) * profile.gapMs;
/** Tokens of one query: five answers and a synthesis. */
export const framesPerQuery = (profile.seats + 1) * profile.tokens;

export interface Upstream {
  readonly address: string;
  readonly tokens: number;
  close(): Promise<void>;
}

/** How the upstream plays. */
export interface UpstreamStyle {
  /** `S`: first tokens, paces, stragglers and failures by chance. */
  readonly profile: 'P' | 'S' | 'none';
  /** Of every answer and synthesis. */
  readonly tokens: number;
  /** Rules of the rehearsal server. */
  readonly faults: string;
}

export const steady: UpstreamStyle = { profile: 'P', tokens: profile.tokens, faults: '' };

/** The vendors, simulated by a process of its own that is paced by absolute deadlines. */
export async function startUpstream({ profile: name, tokens, faults }: UpstreamStyle): Promise<Upstream> {
  const main = fileURLToPath(new URL('../core/rehearsal/main.ts', import.meta.url));
  const flags = ['--port', '0', '--profile', name, '--tokens', String(tokens), '--faults', faults];
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    address: /http:\/\/[\d.:]+/.exec(line.toString())?.[0] ?? '',
    tokens,
    async close() {
      const ended = once(child, 'exit');
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}

/**
 * How late whole answers end at a load, in milliseconds, as a client without an SDK sees it: five at once, then one, for
 * each query.
 */
export async function measureDrift({ address }: Upstream, load: { count: number; perSecond: number }) {
  const agent = new Agent({ keepAlive: true });
  const late = await onSchedule(load, async (_, intendedAt) => {
    const drifts = await Promise.all(Array.from({ length: profile.seats }, () => playBare(address, agent, intendedAt)));
    return [...drifts, await playBare(address, agent, performance.now())];
  });
  agent.destroy();
  return late.flat();
}

async function playBare(address: string, agent: Agent, startedAt: number): Promise<number> {
  const messages = [{ role: 'user', content: nextQuestion() }];
  const body = JSON.stringify({ model: 'rehearsal-gpt', stream: true, messages });
  const headers = { 'content-type': 'application/json' };
  await new Promise((resolve, reject) => {
    const asked = request(`${address}/openai/v1/chat/completions`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
  return performance.now() - startedAt - answerMs;
}
