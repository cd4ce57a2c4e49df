import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/**
 * How far paced answers drift from their deadlines while many play at once: `node core/rehearsal/drift.bench.ts 500`.
 * The server is a process of its own (profile P, 150 tokens); an answer should end after 300 + 149 x 10 ms. Requests
 * start evenly over one second; a smaller round warms up. Each round prints first and last token and the drift of the whole answer.
 */
const streams = Number(process.argv[2] ?? 500);
const rounds = 3;
const tokens = 150;
const wholeMs = 300 + (tokens - 1) * 10;

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const server = spawn(process.execPath, [main, '--port', '0', '--profile', 'P', '--tokens', String(tokens)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = (await once(server.stdout, 'data')) as [Buffer];
const address = /http:\S+/.exec(line.toString())?.[0] ?? '';
const agent = new Agent({ keepAlive: true });

await playAll(Math.ceil(streams / 5));
for (let round = 1; round <= rounds; round += 1) {
  const played = await playAll(streams);
  const drifts = played.map(({ lastMs }) => 100 * (lastMs / wholeMs - 1));
  process.stdout.write(
    `round ${round}: ${streams} streams, first token ${spread(played.map(({ firstMs }) => firstMs))} ms, ` +
      `last ${spread(played.map(({ lastMs }) => lastMs))} ms, drift ${spread(drifts)} %\n`,
  );
}
agent.destroy();
server.kill('SIGTERM');

function playAll(count: number): Promise<{ firstMs: number; lastMs: number }[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => play((index / count) * 1_000)));
}

async function play(waitMs: number): Promise<{ firstMs: number; lastMs: number }> {
  await new Promise((resolve) => {
    setTimeout(resolve, waitMs);
  });
  const body = JSON.stringify({
    model: 'rehearsal-gpt',
    stream: true,
    messages: [{ role: 'user', content: 'What is the capital of Australia?' }],
  });
  const startedAt = performance.now();
  let firstMs = 0;
  let lastMs = 0;
  await new Promise((resolve, reject) => {
    const asked = request(`${address}/openai/v1/chat/completions`, { method: 'POST', agent }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (/"content":"[^"]/.test(text)) {
          lastMs = performance.now() - startedAt;
          firstMs ||= lastMs;
        }
      });
      response.on('end', resolve);
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
  return { firstMs, lastMs };
}

/** Median, 99th percentile and largest. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)}`;
}
