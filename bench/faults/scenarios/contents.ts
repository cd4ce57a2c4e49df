import { gzipSync } from 'node:zlib';
import { completionsWire } from '../../../core/adapters/models/fixtures/completions-wire.contract.ts';
import { reply, ScriptedUpstream } from '#core/testing';
import { hostileTexts } from '../hostile-texts.ts';
import type { Scenario } from '../scenario.ts';
import { answerOf, outcomeOf, question, slowUnless, unless } from '../scenario.ts';
import type { SeatName } from '../network.ts';
import * as wire from '../vendor-fault.ts';

const { vendorFault, notAVote, wholeText } = wire;

/** What comes back is not what it should be: FLT-11 to FLT-17. */
export const contents: readonly Scenario[] = [
  ...Object.entries(wire.respelt()).map(([name, acts]) =>
    vendorFault({
      id: 'FLT-11',
      ...slowUnless(name === 'CRLF' || name.startsWith('split')),
      fault: `an event stream with ${name}`,
      expected: 'read as the same text',
      seat: 'vllm',
      begin: (line) => line.play(acts),
      ends: ['done'],
      requestsMax: 1,
      detectMsMax: 1_500,
      also: (seen, line) => ({ 'the text is the same': answerOf(seen, line).text === wholeText }),
    }),
  ),
  slicedStreams(),
  vendorFault({
    id: 'FLT-12',
    fault: 'a chunk that is no JSON',
    expected: 'that model fails with a typed reason',
    seat: 'openai',
    begin: (line) => line.rehearse('openai=garbage'),
    ends: ['stream_invalid'],
    requestsMax: 1,
    detectMsMax: 1_500,
  }),
  vendorFault({
    id: 'FLT-12',
    fault: 'null, wrong types, no choices and a tool call between the chunks',
    expected: 'passed over, the answer is whole',
    seat: 'vllm',
    begin: (line) => line.play(reply({ parts: [wire.oddThenWhole] })),
    ends: ['done'],
    requestsMax: 1,
    detectMsMax: 1_500,
    also: (seen, line) => ({ 'the text is whole': answerOf(seen, line).text === wholeText }),
  }),
  vendorFault({
    id: 'FLT-12',
    fault: 'an error object inside status 200',
    expected: 'that model fails with a typed reason, and may be asked again',
    seat: 'vllm',
    begin: (line) => line.play(reply({ parts: [wire.errorInside] })),
    ends: ['provider_overloaded', 'provider_failed'],
    requestsMax: 3,
    detectMsMax: 1_500,
  }),
  ...(
    [
      ['no text', wire.emptyAnswer, 'answer_empty', 3],
      ['blanks alone', wire.blankAnswer, 'answer_empty', 3],
      ['a refusal', wire.refusal, 'refused', 1],
    ] as const
  ).map(([name, body, end, requestsMax]) =>
    vendorFault({
      id: 'FLT-13',
      ...slowUnless(name !== 'no text'),
      fault: `an answer of ${name}`,
      expected: 'not a vote',
      seat: 'vllm',
      begin: (line) => line.play(reply({ parts: [body] })),
      ends: [end],
      requestsMax,
      detectMsMax: 1_500,
      also: (seen, line) => ({ 'it is no vote': notAVote(seen, line) }),
    }),
  ),
  bounded('an answer without end', 'anthropic', (line) => line.rehearse('anthropic=huge')),
  bounded('a gzip bomb of 200 MB', 'vllm', (line) =>
    line.play(reply({ headers: { 'content-encoding': 'gzip' }, parts: [bomb()] })),
  ),
  hostile(),
  vendorFault({
    id: 'FLT-15',
    fault: 'a log-in page with status 200',
    expected: 'that model fails with a typed reason',
    seat: 'google',
    begin: (line) => line.rehearse('google=html'),
    ends: ['stream_invalid'],
    requestsMax: 3,
    detectMsMax: 1_500,
    also: (seen, line) => ({
      'at most 300 characters of it are told': (answerOf(seen, line).error?.message.length ?? 0) <= 300,
    }),
  }),
  ...(['text/html; charset=utf-8', 'text/event-stream'] as const).map((type) =>
    vendorFault({
      id: 'FLT-15',
      fault: `an HTML page of a proxy with status 200, as ${type}`,
      expected: 'that model fails with a typed reason, and nothing of the page is shown as an answer',
      seat: 'vllm',
      slow: true,
      begin: (line) => line.play(reply({ headers: { 'content-type': type }, parts: [portal] })),
      ends: ['stream_invalid', 'stream_cut', 'answer_empty'],
      requestsMax: 3,
      detectMsMax: 1_500,
      also: (seen, line) => ({ 'no text': answerOf(seen, line).text === '' }),
    }),
  ),
  redirects(),
  ...(
    [
      ['usage missing', null],
      ['usage of 1e12 tokens', { input: 1e12, output: 1e12 }],
      ['usage of the wrong type', { input: 'many', output: -3 }],
    ] as const
  ).map(([name, usage]) =>
    vendorFault({
      id: 'FLT-17',
      ...slowUnless(name.includes('1e12')),
      fault: name,
      expected: 'counts are bounded by what was sent and came',
      seat: 'vllm',
      begin: (line) => line.play(wire.wholeAnswer(usage)),
      ends: ['done'],
      requestsMax: 1,
      detectMsMax: 1_500,
      also: (seen, line) => ({
        'the count is one that can be':
          isCount(answerOf(seen, line).outputTokens) && isCount(answerOf(seen, line).inputTokens),
      }),
    }),
  ),
];

const portal = `<!doctype html>\n<html><head><title>Sign in</title></head>\n<body>\n\n<h1>data: {"choices":[]}</h1>${'<p>Hotel</p>'.repeat(400)}</body></html>\n`;

/** A text of a few dozen characters cannot have cost more. */
function isCount(tokens: number | null): boolean {
  return tokens !== null && tokens >= 0 && tokens <= 10_000;
}

/** All vendors through a way that gives their bytes one by one. */
function slicedStreams(): Scenario {
  return {
    id: 'FLT-11',
    fault: 'every vendor in slices of 7 bytes with 0 to 20 ms of jitter',
    expected: 'the texts are those of the clean run',
    async run(stage) {
      const clean = await stage.product.ask(question);
      const lines = Object.values(stage.lines);
      await Promise.all(lines.map((line) => line.disturb({ sliceBytes: 7, jitterMs: 20 })));
      const sliced = await stage.product.ask(question);
      await Promise.all(lines.map((line) => line.heal()));
      const differing = clean.view.answers.filter(({ text }, at) => text !== sliced.view.answers[at]?.text);
      return {
        outcome: `${differing.length} differences`,
        wrong: unless({
          'all texts are the same': differing.length === 0,
          'the run is done': sliced.view.state === 'done',
        }),
      };
    },
  };
}

const growthBytesMax = 64 * 1_024 * 1_024;

function bounded(fault: string, seat: SeatName, begin: wire.VendorFault['begin']): Scenario {
  return {
    id: 'FLT-14',
    fault,
    expected: 'cut at the cap, resident memory grows by at most 64 MB',
    async run(stage) {
      const { product } = stage;
      const line = stage.lines[seat];
      await begin(line, stage);
      const before = product.residentBytes;
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, product.residentBytes);
      }, 20);
      const seen = await product.ask(question);
      clearInterval(watch);
      const outcome = outcomeOf(seen, line);
      const grownBytes = most - before;
      return {
        outcome,
        detectMs: answerOf(seen, line).ms,
        recoverMs: await stage.recover(line),
        note: `${Math.round(grownBytes / 1_048_576)} MB more`,
        wrong: unless({
          [`cut, and not ${outcome}`]: ['answer_too_long', 'stream_invalid', 'total_timeout', 'done'].includes(outcome),
          'its text is capped': answerOf(seen, line).text.length <= 33_000,
          [`grown by ${Math.round(grownBytes / 1_048_576)} MB`]: grownBytes <= growthBytesMax,
          'the run is done': seen.view.state === 'done',
        }),
      };
    },
  };
}

const cpuMsMax = 400;

/** Through the whole of a run, its search index and its export. */
function hostile(): Scenario {
  return {
    id: 'FLT-14',
    fault: 'answers of 30,000 and questions of 15,000 characters, made against patterns',
    expected: 'each costs at most 400 ms of the processor more than plain words do',
    async run({ product, lines: { vllm } }) {
      const costOf = async (answer: string, asked: string) => {
        await vllm.play(reply({ parts: [completionsWire.answer([answer])] }));
        const before = product.cpuMs;
        const accepted = await product.accept(asked);
        if (typeof accepted === 'string') {
          await product.watch(accepted);
          await product.exported(accepted);
        }
        return product.cpuMs - before;
      };
      const plainMs = await costOf('plain words '.repeat(2_500), 'plain words '.repeat(1_250));
      const questions = hostileTexts(15_000);
      let dearestMs = 0;
      const tooDear: string[] = [];
      for (const [at, answer] of hostileTexts(30_000).entries()) {
        const ms = (await costOf(answer, questions[at] ?? '')) - plainMs;
        dearestMs = Math.max(dearestMs, ms);
        if (ms > cpuMsMax) {
          tooDear.push(`${JSON.stringify(answer.slice(0, 20))} costs ${ms} ms`);
        }
      }
      await vllm.heal();
      return { outcome: `${questions.length} texts, the dearest ${dearestMs} ms more`, wrong: tooDear };
    },
  };
}

function bomb(): Buffer {
  const block = `data: ${'x'.repeat(1_000_000)}`;
  return gzipSync(block.repeat(200));
}

function redirects(): Scenario {
  return {
    id: 'FLT-16',
    fault: 'redirects 301, 302, 303, 307 and 308 to another host',
    expected: 'an error, and nothing reaches the other host',
    async run(stage) {
      const line = stage.lines.vllm;
      const other = await ScriptedUpstream.open();
      const outcomes: string[] = [];
      for (const status of [301, 302, 303, 307, 308]) {
        await line.play(reply({ status, headers: { location: `${other.url}/v1/chat/completions` }, parts: [] }));
        outcomes.push(outcomeOf(await stage.product.ask(question), line));
        await line.heal();
      }
      const reached = other.connections;
      await other.close();
      return {
        outcome: [...new Set(outcomes)].join(', '),
        recoverMs: await stage.recover(line),
        wrong: unless({
          'each is refused': outcomes.every((outcome) => outcome === 'redirect_refused'),
          [`nothing reaches the other host, not ${reached} connections`]: reached === 0,
        }),
      };
    },
  };
}
