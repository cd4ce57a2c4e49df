import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenerativeAI } from '@google/generative-ai';
import type { ServerResponse } from 'node:http';
import OpenAI from 'openai';
import { baseUrls, key, maxOutputTokens, seats } from './seats.ts';
import { serve } from './serve.ts';

/** What one writes in an afternoon: the vendors' SDKs as they come, and one write to the viewer for each token. */
const openai = new OpenAI({ apiKey: key, baseURL: baseUrls.openai });
const perplexity = new OpenAI({ apiKey: key, baseURL: baseUrls.perplexity });
const vllm = new OpenAI({ apiKey: key, baseURL: baseUrls.vllm });
const anthropic = new Anthropic({ apiKey: key, baseURL: baseUrls.anthropic });
const google = new GoogleGenerativeAI(key);

await serve(async (question, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const answers = await Promise.all([
    shown(response, 'openai', completions(openai, seats.openai, question)),
    shown(response, 'anthropic', messages(question)),
    shown(response, 'google', generated(question)),
    shown(response, 'perplexity', completions(perplexity, seats.perplexity, question)),
    shown(response, 'vllm', completions(vllm, seats.vllm, question)),
  ]);
  const task = `Write one answer from these: ${JSON.stringify({ question, answers })}`;
  await shown(response, 'synthesis', completions(openai, seats.openai, task));
  response.end();
});

async function shown(response: ServerResponse, model: string, tokens: AsyncIterable<string>): Promise<string> {
  let answer = '';
  let index = 0;
  for await (const text of tokens) {
    response.write(`event: token\ndata: ${JSON.stringify({ model, index, text })}\n\n`);
    answer += text;
    index += 1;
  }
  return answer;
}

async function* completions(client: OpenAI, model: string, content: string): AsyncGenerator<string> {
  const stream = await client.chat.completions.create({ model, stream: true, messages: [{ role: 'user', content }] });
  for await (const chunk of stream) {
    const text = chunk.choices[0]?.delta.content;
    if (text) {
      yield text;
    }
  }
}

async function* messages(content: string): AsyncGenerator<string> {
  const stream = await anthropic.messages.create({
    model: seats.anthropic,
    max_tokens: maxOutputTokens,
    stream: true,
    messages: [{ role: 'user', content }],
  });
  for await (const event of stream) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
      yield event.delta.text;
    }
  }
}

async function* generated(question: string): AsyncGenerator<string> {
  const model = google.getGenerativeModel({ model: seats.google }, { baseUrl: baseUrls.google });
  const { stream } = await model.generateContentStream(question);
  for await (const chunk of stream) {
    const text = chunk.text();
    if (text !== '') {
      yield text;
    }
  }
}
