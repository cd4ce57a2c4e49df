import { anthropicVendor, compatibleVendor, googleVendor, openaiVendor, perplexityVendor } from '#core/adapters';
import type { ChatModel } from '../../core/ports/chat-model.ts';
import { baseUrls, key, maxOutputTokens, seats } from './seats.ts';
import { serve } from './serve.ts';

/**
 * What the field does, with the product's own adapters: wait for all answers, then for one judgement of them, then for
 * the synthesis; nothing is shown before the end.
 */
const given = { key, connectMs: 3_000, rehearsal: false };
const openai = openaiVendor({ ...given, baseUrl: baseUrls.openai }).model(seats.openai);
const panel: readonly ChatModel[] = [
  openai,
  anthropicVendor({ ...given, baseUrl: baseUrls.anthropic }).model(seats.anthropic),
  googleVendor({ ...given, baseUrl: baseUrls.google }).model(seats.google),
  perplexityVendor({ ...given, baseUrl: baseUrls.perplexity }).model(seats.perplexity),
  compatibleVendor({ ...given, vendor: 'vllm', price: null, baseUrl: baseUrls.vllm }).model(seats.vllm),
];

await serve(async (question, response) => {
  // A model that fails is left out, as the field does it.
  const answers = await Promise.all(
    panel.map((model) => whole(model, 'Answer the question.', question).catch(() => '')),
  );
  const listed = JSON.stringify({ question, answers });
  const judging = 'Judge which of these answers agree, and on what they differ.';
  const judgement = await whole(openai, judging, listed).catch(() => '');
  const writing = JSON.stringify({ listed, judgement });
  const synthesis = await whole(openai, 'Write one answer from these.', writing).catch(() => '');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ answers, judgement, synthesis }));
});

async function whole(model: ChatModel, system: string, asked: string): Promise<string> {
  const messages = [{ role: 'user' as const, text: asked }];
  let text = '';
  const stream = model.stream(
    { system, messages, maxOutputTokens, temperature: null, output: null },
    AbortSignal.timeout(60_000),
  );
  for await (const event of stream) {
    text += event.type === 'text-delta' ? event.text : '';
  }
  return text;
}
