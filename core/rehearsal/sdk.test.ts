import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenerativeAI, type GenerateContentResult, type GenerativeModel } from '@google/generative-ai';
import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInCast } from './cast-file.ts';
import { startRehearsal, type Rehearsal } from './index.ts';
import type { Vendor } from './cast.ts';

const cast = builtInCast();
let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await startRehearsal({
    host: '127.0.0.1',
    port: 0,
    castFile: null,
    profile: 'none',
    faults: '',
    seed: 1,
  });
});
afterAll(() => rehearsal.close());

function textOf(id: string, vendor: Vendor): string {
  return cast.questions.find((question) => question.id === id)?.answers[vendor]?.text ?? '';
}

function openai(baseURL: string): OpenAI {
  return new OpenAI({ baseURL, apiKey: 'any', maxRetries: 0 });
}

function anthropic(): Anthropic {
  return new Anthropic({ baseURL: rehearsal.baseUrls.anthropic, apiKey: 'any', maxRetries: 0 });
}

function claude(content: string) {
  return { model: 'rehearsal-claude', max_tokens: 1_000, messages: [{ role: 'user' as const, content }] };
}

function gemini(model: string, systemInstruction = 'Be brief.'): GenerativeModel {
  const { google } = rehearsal.baseUrls;
  return new GoogleGenerativeAI('any').getGenerativeModel({ model, systemInstruction }, { baseUrl: google });
}

function part(text: string) {
  return { content: { role: 'user', parts: [{ text }] } };
}

const question = 'At what temperature does water boil on a 3,000 m mountain?';
const zugspitze = 'Wie hoch ist die Zugspitze?';
const withTrailer = 'End with a block that begins with ```consilience and is JSON.';

describe.each([
  ['openai', 'rehearsal-gpt'],
  ['perplexity', 'rehearsal-sonar'],
  ['vllm', 'rehearsal-llama'],
] as const)('the openai SDK on %s', (vendor, model) => {
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Earlier?' },
    { role: 'assistant' as const, content: 'Yes.' },
    { role: 'user' as const, content: [{ type: 'text' as const, text: ` ${question.toUpperCase()} ` }] },
  ];

  it('streams the text, a finish reason and the usage', async () => {
    const stream = await openai(rehearsal.baseUrls[vendor]).chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    const finishes = new Set<string>();
    const usages: OpenAI.CompletionUsage[] = [];
    for await (const chunk of stream) {
      expect(chunk).toMatchObject({ object: 'chat.completion.chunk', model });
      text += chunk.choices[0]?.delta.content ?? '';
      finishes.add(chunk.choices[0]?.finish_reason ?? 'none');
      usages.push(...(chunk.usage ? [chunk.usage] : []));
    }
    const { prompt_tokens: input = 0, completion_tokens: output = 0, total_tokens: total } = usages.at(-1) ?? {};
    expect(text).toBe(textOf('boiling-3000', vendor));
    expect([...finishes].filter((finish) => finish !== 'none')).toEqual(['stop']);
    expect(output).toBeGreaterThan(10);
    expect(total).toBe(input + output);
  });

  it('answers at once without a stream', async () => {
    const client = openai(rehearsal.baseUrls[vendor]);
    const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
    expect(data.choices[0]?.message.content).toBe(textOf('boiling-3000', vendor));
    expect(response.headers.get('x-rehearsal')).toBe('1');
  });

  it('stops at the limit of tokens', async () => {
    const request = { model, messages, max_tokens: 5 };
    const { choices, usage } = await openai(rehearsal.baseUrls[vendor]).chat.completions.create(request);
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(5);
  });

  it("refuses a model that is not its own in the vendor's words", async () => {
    const request = openai(rehearsal.baseUrls[vendor]).chat.completions.create({ model: 'rehearsal-claude', messages });
    const error = (await request.catch((caught: unknown) => caught)) as APIError;
    expect(error).toBeInstanceOf(APIError);
    expect([error.status, error.code, error.type]).toEqual(
      {
        openai: [404, 'model_not_found', 'invalid_request_error'],
        perplexity: [400, 400, 'invalid_model'],
        vllm: [404, 404, 'NotFoundError'],
      }[vendor],
    );
  });

  it('lists its models', async () => {
    const { data } = await openai(rehearsal.baseUrls[vendor]).models.list();
    expect(data.map(({ id }) => id)).toContain(model);
    expect(data.every(({ id }) => id.startsWith('rehearsal-'))).toBe(true);
  });
});

describe('Perplexity', () => {
  it('carries citations and search results in each chunk, and the message so far', async () => {
    const stream = await openai(rehearsal.baseUrls.perplexity).chat.completions.create({
      model: 'rehearsal-sonar',
      messages: [{ role: 'user', content: question }],
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) {
      const sonar = chunk as unknown as {
        citations: string[];
        search_results: { url: string; title: string }[];
        choices: { delta: { content: string }; message: { content: string } }[];
      };
      text += sonar.choices[0]?.delta.content ?? '';
      expect(sonar.choices[0]?.message.content).toBe(text);
      expect(sonar.citations).toHaveLength(2);
      expect(sonar.search_results[0]).toMatchObject({
        url: 'https://en.wikipedia.org/wiki/High-altitude_cooking',
        title: 'High-altitude cooking',
      });
    }
    expect(text).toBe(textOf('boiling-3000', 'perplexity'));
  });

  it('has a deep-research model outside the default panel', async () => {
    expect(rehearsal.models.filter(({ late }) => late).map(({ name }) => name)).toEqual(['rehearsal-deep-research']);
    const { choices } = await openai(rehearsal.baseUrls.perplexity).chat.completions.create({
      model: 'rehearsal-deep-research',
      messages: [{ role: 'user', content: question }],
    });
    const [thinking, text] = choices[0]?.message.content?.split('</think>\n\n') ?? [];
    expect(thinking).toMatch(/^<think>\n/);
    expect(text).toBe(textOf('boiling-3000', 'perplexity'));
  });
});

describe('the openai SDK without a prefix', () => {
  it('reaches every seat by the name of its model', async () => {
    const client = openai(`${rehearsal.address}/v1`);
    for (const { vendor, name } of rehearsal.models.filter(({ late }) => !late)) {
      const { choices } = await client.chat.completions.create({
        model: name,
        messages: [{ role: 'user', content: zugspitze }],
      });
      expect(choices[0]?.message.content).toBe(textOf('zugspitze', vendor));
    }
    expect((await client.models.list()).data.length).toBeGreaterThanOrEqual(6);
  });

  it('embeds, as floats and as base64 alike', async () => {
    const client = openai(rehearsal.baseUrls.openai);
    const input = ['Wie hoch ist die Zugspitze? 🏔️', 'x'];
    const packed = await client.embeddings.create({ model: 'rehearsal-embedding', input });
    const plain = await client.embeddings.create({ model: 'rehearsal-embedding', input, encoding_format: 'float' });
    const short = await client.embeddings.create({ model: 'rehearsal-embedding', input: 'x', dimensions: 64 });
    expect(packed.data[0]?.embedding.length).toBe(256);
    expect(Float32Array.from(packed.data[0]?.embedding ?? [])).toEqual(
      Float32Array.from(plain.data[0]?.embedding ?? []),
    );
    expect(short.data[0]?.embedding).toHaveLength(64);
    const unknown = client.embeddings.create({ model: 'other', input });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});

describe('the Anthropic SDK', () => {
  it('streams a message', async () => {
    const stream = anthropic().messages.stream(claude(zugspitze));
    const types = new Set<string>();
    stream.on('streamEvent', ({ type }) => types.add(type));
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: textOf('zugspitze', 'anthropic') }]);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.output_tokens).toBeGreaterThan(10);
    expect([...types]).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('reads system blocks, answers without a stream and adds the trailer that is asked for', async () => {
    const { content } = await anthropic().messages.create({
      ...claude('Is 1 a prime number?'),
      system: [{ type: 'text', text: withTrailer }],
    });
    const text = content[0]?.type === 'text' ? content[0].text : '';
    expect(text.startsWith(`${textOf('one-prime', 'anthropic')}\n\n\`\`\`consilience\n{"bottom_line":`)).toBe(true);
    expect(text.endsWith('}\n```')).toBe(true);
    expect(JSON.parse(text.split('\n').at(-2) ?? '')).toMatchObject({ stance: 'no' });
  });

  it('marks a refusal', async () => {
    const message = await anthropic()
      .messages.stream(claude('Can I take ibuprofen and paracetamol together?'))
      .finalMessage();
    expect(message.stop_reason).toBe('refusal');
  });

  it('lists models in its own shape, and names a model it does not know', async () => {
    const { data } = await anthropic().models.list();
    expect(data).toMatchObject([{ type: 'model', id: 'rehearsal-claude', display_name: 'Claude (rehearsal)' }]);
    expect(await anthropic().models.retrieve('rehearsal-claude')).toMatchObject({ id: 'rehearsal-claude' });
    const unknown = anthropic().messages.create({ ...claude('x'), model: 'claude-9' });
    await expect(unknown).rejects.toMatchObject({ status: 404, type: 'not_found_error' });
    await expect(unknown).rejects.toThrow('model: claude-9');
  });
});

describe('the Google SDK', () => {
  it('streams candidates', async () => {
    const { stream, response } = await gemini('rehearsal-gemini').generateContentStream(zugspitze);
    let text = '';
    for await (const chunk of stream) {
      text += chunk.text();
    }
    const whole = await response;
    expect(text).toBe(textOf('zugspitze', 'google'));
    expect(whole.text()).toBe(text);
    expect(whole.candidates?.[0]?.finishReason).toBe('STOP');
    expect(whole.usageMetadata?.candidatesTokenCount).toBeGreaterThan(10);
  });

  it('answers without a stream, with the trailer that the system instruction asks for', async () => {
    const { response }: GenerateContentResult = await gemini('rehearsal-gemini', withTrailer).generateContent(
      zugspitze,
    );
    expect(response.text()).toContain('\n\n```consilience\n{"bottom_line":"Die Höhe beträgt 2.962 Meter."');
  });

  it('embeds a batch, and one text', async () => {
    const embedder = gemini('rehearsal-embedding');
    const { embeddings } = await embedder.batchEmbedContents({ requests: [part('a b'), part('c')] });
    expect(embeddings.map(({ values }) => values.length)).toEqual([256, 256]);
    expect((await embedder.embedContent('a b')).embedding.values).toEqual(embeddings[0]?.values);
  });

  it('does not know other models, and lists its own', async () => {
    await expect(gemini('gemini-9').generateContent('x')).rejects.toMatchObject({ status: 404 });
    const list = (await (await fetch(`${rehearsal.baseUrls.google}/v1beta/models`)).json()) as {
      models: { name: string; displayName: string }[];
    };
    expect(list.models[0]).toMatchObject({ name: 'models/rehearsal-gemini', displayName: 'Gemini (rehearsal)' });
  });
});

describe('a question outside the cast', () => {
  it('is answered by saying so', async () => {
    const { choices } = await openai(rehearsal.baseUrls.openai).chat.completions.create({
      model: 'rehearsal-gpt',
      messages: [
        { role: 'system', content: withTrailer },
        { role: 'user', content: 'Who am I?' },
      ],
    });
    const text = choices[0]?.message.content ?? '';
    expect(text).toMatch(/^I don't know: this is a rehearsal model and that question is not in its cast\. Try "/);
    expect(text).toContain('"stance":"na"');
  });
});

describe('a synthesis', () => {
  const ask = async (data: object, tokens?: number) => {
    const server = tokens === undefined ? rehearsal : await startRehearsal({ ...plain, tokens });
    const { choices, usage } = await openai(server.baseUrls.openai).chat.completions.create({
      model: 'rehearsal-gpt',
      messages: [
        { role: 'system', content: '[consilience synthesis/1]\nWrite JSON Lines.' },
        { role: 'user', content: `Between the marks.\n---8f2---\n${JSON.stringify(data)}\n---8f2---\nNow write.` },
      ],
    });
    if (server !== rehearsal) {
      await server.close();
    }
    const lines = (choices[0]?.message.content ?? '').trimEnd().split('\n');
    return { segments: lines.map((line) => JSON.parse(line) as { text: string; support: string[] }), usage };
  };
  const plain = { host: '127.0.0.1', port: 0, castFile: null, profile: 'none', faults: '', seed: 1 } as const;

  it("plays the cast's own sentences with the labels of this run", async () => {
    const answers = [
      { label: 'm3', text: textOf('boiling-3000', 'vllm') },
      { label: 'm1', text: textOf('boiling-3000', 'anthropic').slice(0, 120) },
      { label: 'm2', text: `${textOf('boiling-3000', 'google')}\n` },
    ];
    const { segments } = await ask({ question, answers, positions: [], disagreements: [] });
    expect(segments.map(({ support }) => support)).toEqual([['m1', 'm2'], ['m3']]);
    expect(segments[1]?.text).toContain('97 °C');
  });

  it('is composed from the positions for other questions', async () => {
    const { segments } = await ask({
      question: 'Who?',
      answers: [
        { label: 'a', text: '# Title\nIt was **Ann**. She said so.' },
        { label: 'b', text: 'It was Bob' },
        { label: 'c', text: 'Ann did it.' },
      ],
      positions: [
        { id: 'A', labels: ['a', 'c'], summary: 'Ann did it' },
        { id: 'B', labels: ['b'], summary: 'It was Bob.' },
      ],
    });
    expect(segments).toEqual([
      { text: 'Ann did it.', support: ['a', 'c'] },
      { text: 'It was Ann.', support: ['a'] },
      { text: 'One model holds that “It was Bob”.', support: ['b'] },
    ]);
  });

  it('is as long as a bench asks for, and still JSON Lines', async () => {
    const answers = [{ label: 'm1', text: textOf('boiling-3000', 'openai') }];
    const { segments, usage } = await ask({ question, answers }, 220);
    expect(usage?.completion_tokens).toBe(220);
    expect(segments.every(({ support }) => support[0] === 'm1')).toBe(true);
  });
});
