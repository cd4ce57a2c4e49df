import { type Act, reply } from '#core/testing';
import type { Scenario } from '../scenario.ts';
import { answerOf, outcomeOf, question, unless } from '../scenario.ts';
import {
  dripping,
  firstAttemptMs,
  isPartial,
  notAVote,
  unfinished,
  vendorFault,
  wholeAnswer,
} from '../vendor-fault.ts';

/** What happens on the way: FLT-07 to FLT-10. */
export const wires: readonly Scenario[] = [
  vendorFault({
    id: 'FLT-07',
    fault: 'connection refused',
    expected: 'fails at once, at most three requests',
    seat: 'openai',
    begin: (line) => line.proxy.down(),
    ends: ['connect_failed'],
    requestsMax: 0,
    detectMsMax: 1_000,
  }),
  vendorFault({
    id: 'FLT-07',
    fault: 'connection reset before any answer',
    expected: 'fails at once, at most three requests',
    seat: 'anthropic',
    begin: (line) => line.play([{ reset: true }]),
    ends: ['connect_failed', 'stream_cut'],
    requestsMax: 3,
    detectMsMax: 1_000,
  }),
  vendorFault({
    id: 'FLT-08',
    fault: 'a black hole: accepts and says nothing',
    expected: 'each attempt cut at the first-token limit (1,000 ms)',
    seat: 'google',
    begin: (line) => line.disturb({ blackhole: true }),
    ends: ['first_token_timeout'],
    requestsMax: 3,
    detectMsMax: 1_750,
  }),
  vendorFault({
    id: 'FLT-09',
    fault: 'a stream that drips: a word every 300 ms',
    expected: 'cut at the total limit (3,000 ms), what came is shown',
    seat: 'vllm',
    begin: (line) => line.play(dripping),
    ends: ['total_timeout', 'too_slow'],
    requestsMax: 1,
    detectMsMax: 3_500,
    also: (seen, line) => ({ 'what came is shown': isPartial(seen, line) }),
  }),
  vendorFault({
    id: 'FLT-09',
    fault: 'a stream that stops half-way and keeps the connection',
    expected: 'cut at the idle limit (1,000 ms), what came is shown',
    seat: 'perplexity',
    slow: true,
    begin: (line) => line.rehearse('perplexity=stall'),
    ends: ['idle_timeout'],
    requestsMax: 1,
    detectMsMax: 2_000,
    also: (seen, line) => ({ 'what came is shown': isPartial(seen, line), 'it is no vote': notAVote(seen, line) }),
  }),
  vendorFault({
    id: 'FLT-09',
    fault: 'headers at once, then a byte a second',
    expected: 'each attempt cut at the first-token limit (1,000 ms)',
    seat: 'vllm',
    slow: true,
    begin: (line) => line.play(bytewise('')),
    ends: ['first_token_timeout'],
    requestsMax: 3,
    detectMsMax: 1_750,
  }),
  vendorFault({
    id: 'FLT-09',
    fault: 'some words, then a byte a second',
    expected: 'cut at the idle limit (1,000 ms): bytes that make no text are no sign of life',
    seat: 'vllm',
    begin: (line) => line.play(bytewise(unfinished)),
    ends: ['idle_timeout'],
    requestsMax: 1,
    detectMsMax: 2_000,
    also: (seen, line) => ({ 'what came is shown': isPartial(seen, line), 'it is no vote': notAVote(seen, line) }),
  }),
  ...cuts(),
  ...ends(),
  wrongPlaces(),
];

function cuts(): Scenario[] {
  const also = { ends: ['stream_cut'], requestsMax: 1, detectMsMax: 1_500 };
  const expected = 'what came is shown, never as a whole answer, and is no vote; no second request';
  return [
    vendorFault({
      id: 'FLT-10',
      fault: 'cut by RST half-way',
      expected,
      seat: 'openai',
      begin: (line) => line.disturb({ cut: { afterBytes: 2_500, by: 'reset' } }),
      ...also,
      also: (seen, line) => ({ partial: isPartial(seen, line), 'no vote': notAVote(seen, line) }),
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'cut by FIN half-way, in chunks',
      expected,
      seat: 'anthropic',
      begin: (line) => line.disturb({ cut: { afterBytes: 2_500, by: 'end' } }),
      ...also,
      also: (seen, line) => ({ partial: isPartial(seen, line), 'no vote': notAVote(seen, line) }),
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'ended in good order without the end marker, until close',
      expected,
      seat: 'vllm',
      begin: (line) => line.play(reply({ parts: [unfinished], framing: 'close' })),
      ...also,
      also: (seen, line) => ({ partial: isPartial(seen, line), 'no vote': notAVote(seen, line) }),
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'cut by RST before the first text',
      expected: 'asked again, at most three times: nothing was shown',
      seat: 'google',
      slow: true,
      begin: (line) => line.disturb({ cut: { afterBytes: 20, by: 'reset' } }),
      ends: ['stream_cut', 'connect_failed', 'stream_invalid'],
      requestsMax: 3,
      detectMsMax: 1_500,
    }),
  ];
}

/** A whole answer but for its last chunk. */
function wholeThen(act: Act): Act[] {
  return [...wholeAnswer().slice(0, -1), act];
}

/** How a connection ends around the end marker. */
function ends(): Scenario[] {
  return [
    vendorFault({
      id: 'FLT-10',
      fault: 'RST right after the last word, before the end marker',
      expected: 'what came is shown, never as a whole answer, and is no vote; no second request',
      seat: 'vllm',
      begin: (line) => line.play([...reply({ parts: [unfinished], open: true }), { waitMs: 30 }, { reset: true }]),
      ends: ['stream_cut'],
      requestsMax: 1,
      detectMsMax: 1_500,
      also: (seen, line) => ({ partial: isPartial(seen, line), 'no vote': notAVote(seen, line) }),
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'RST after the end marker, before the last chunk',
      expected: 'a whole answer: its end marker came',
      seat: 'vllm',
      begin: (line) => {
        return line.answer(() => [...wholeThen({ waitMs: 30 }), { reset: true }]);
      },
      ends: ['done'],
      requestsMax: 1,
      detectMsMax: 1_500,
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'half-closed after the end marker: FIN, and the last chunk never comes',
      expected: 'a whole answer: its end marker came',
      seat: 'vllm',
      slow: true,
      begin: (line) => line.play(wholeThen({ end: true })),
      ends: ['done'],
      requestsMax: 1,
      detectMsMax: 1_500,
    }),
    vendorFault({
      id: 'FLT-10',
      fault: 'kept connections are closed by the vendor unannounced',
      expected: 'the next call takes another connection, and no request is lost',
      seat: 'vllm',
      begin: async (line, stage) => {
        await line.play([...wholeAnswer(), { end: true }]);
        await stage.product.ask(question, [line.model]);
      },
      ends: ['done'],
      requestsMax: 2,
      detectMsMax: 1_500,
    }),
  ];
}

/** An event stream in order, of which a byte comes every second. */
function bytewise(before: string): Act[] {
  const bytes = Array.from({ length: 20 }, (): Act[] => [{ waitMs: 1_000 }, { send: '1\r\n:\r\n' }]);
  return [...reply({ parts: before === '' ? [] : [before], open: true }), ...bytes.flat()];
}

/** A server of its own: where the vendors are is read at its start. */
function wrongPlaces(): Scenario {
  return {
    id: 'FLT-07',
    fault: 'a name that does not exist, a resolver that does not answer, and TLS where there is none',
    expected: 'each fails within 3 s an attempt, the others answer',
    slow: true,
    async run(stage) {
      const { openai, anthropic, google } = stage.lines;
      const settings = {
        OPENAI_BASE_URL: 'http://nowhere.invalid/v1',
        ANTHROPIC_BASE_URL: `https://127.0.0.1:${anthropic.proxy.port}`,
        GOOGLE_BASE_URL: 'http://silent.invalid',
        CONSILIENCE_CONNECT_MS: '600',
      };
      const product = await stage.start({ settings, flags: silentResolver() });
      const seen = await product.ask(question);
      await product.kill();
      const victims = [openai, anthropic, google];
      const [unnamed, plain, unresolved] = victims.map((line) => answerOf(seen, line));
      const detectMs = Math.max(...victims.map((line) => firstAttemptMs(seen, line)));
      return {
        outcome: victims.map((line) => outcomeOf(seen, line)).join(', '),
        detectMs,
        wrong: unless({
          'the name is not found': unnamed?.error?.code === 'connect_failed',
          'the handshake fails': ['connect_failed', 'connect_timeout'].includes(plain?.error?.code ?? ''),
          'the resolver is given up': unresolved?.error?.code === 'connect_timeout',
          [`within 3 s an attempt, not ${detectMs} ms`]: detectMs <= 3_000,
          'the others answer': seen.view.answers.filter(({ state }) => state === 'done').length === 2,
          'the run is done': seen.view.state === 'done',
        }),
      };
    },
  };
}

/** Loaded before the server: its resolver never answers for one name, as when no packet comes back. */
function silentResolver(): string[] {
  const code = `
    import dns from 'node:dns';
    const lookup = dns.lookup;
    dns.lookup = (name, ...rest) => (name === 'silent.invalid' ? undefined : lookup(name, ...rest));`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}
