import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { obeyBench } from './control.ts';
import { baseUrls, key, seats } from './seats.ts';

/** What one writes in an afternoon for many viewers of one answer: each token is written to each of them. */
const clients = [
  [new OpenAI({ apiKey: key, baseURL: baseUrls.openai }), seats.openai],
  [new OpenAI({ apiKey: key, baseURL: baseUrls.perplexity }), seats.perplexity],
  [new OpenAI({ apiKey: key, baseURL: baseUrls.vllm }), seats.vllm],
  [new OpenAI({ apiKey: key, baseURL: baseUrls.openai }), seats.openai],
  [new OpenAI({ apiKey: key, baseURL: baseUrls.vllm }), seats.vllm],
] as const;
const viewers = new Set<ServerResponse>();
let seq = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n');
    viewers.add(response);
    response.on('close', () => viewers.delete(response));
    return;
  }
  response.end();
  seq = 0;
  void play(decodeURIComponent(request.url ?? ''));
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
obeyBench(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
  server.closeAllConnections();
  server.close();
});

async function play(question: string): Promise<void> {
  await Promise.all(clients.map(([client, model], seat) => stream(client, { model, seat, question })));
  show({ type: 'run-end' });
  for (const viewer of viewers) {
    viewer.end();
  }
}

async function stream(client: OpenAI, asked: { model: string; seat: number; question: string }): Promise<void> {
  const { model, seat, question } = asked;
  const messages = [{ role: 'user' as const, content: question }];
  for await (const chunk of await client.chat.completions.create({ model, stream: true, messages })) {
    const text = chunk.choices[0]?.delta.content;
    if (text) {
      show({ seat, text });
    }
  }
}

function show(event: object): void {
  seq += 1;
  for (const viewer of viewers) {
    viewer.write(`id: ${seq}\nevent: token\ndata: ${JSON.stringify(event)}\n\n`);
  }
}
