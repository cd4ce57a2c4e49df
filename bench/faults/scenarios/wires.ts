import { reply } from '#core/testing';
import type { Group, Scenario } from '../scenario.ts';
import { answerOf, outcomeOf, question, unless } from '../scenario.ts';
import { dripping, isPartial, notAVote, unfinished, vendorFault } from '../vendor-fault.ts';

/** What happens on the way: FLT-07 to FLT-10. */
export const wires: Group = {
  name: 'wires',
  scenarios: [
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
      begin: (line) => line.rehearse('perplexity=stall'),
      ends: ['idle_timeout'],
      requestsMax: 1,
      detectMsMax: 2_000,
      also: (seen, line) => ({ 'what came is shown': isPartial(seen, line), 'it is no vote': notAVote(seen, line) }),
    }),
    ...cuts(),
    wrongPlaces(),
  ],
};

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
      begin: (line) => line.disturb({ cut: { afterBytes: 20, by: 'reset' } }),
      ends: ['stream_cut', 'connect_failed', 'stream_invalid'],
      requestsMax: 3,
      detectMsMax: 1_500,
    }),
  ];
}

/** A server of its own: where the vendors are is read at its start. */
function wrongPlaces(): Scenario {
  return {
    id: 'FLT-07',
    fault: 'a name that does not exist, and TLS where there is none',
    expected: 'both fail within 3 s, the others answer',
    async run(stage) {
      const { openai, anthropic } = stage.lines;
      const settings = {
        OPENAI_BASE_URL: 'http://nowhere.invalid/v1',
        ANTHROPIC_BASE_URL: `https://127.0.0.1:${anthropic.proxy.port}`,
      };
      const product = await stage.start({ settings });
      const seen = await product.ask(question);
      await product.kill();
      const [unnamed, plain] = [openai, anthropic].map((line) => answerOf(seen, line));
      const detectMs = Math.max(unnamed?.ms ?? Number.NaN, plain?.ms ?? Number.NaN);
      return {
        outcome: `${outcomeOf(seen, openai)}, ${outcomeOf(seen, anthropic)}`,
        detectMs,
        wrong: unless({
          'the name is not found': unnamed?.error?.code === 'connect_failed',
          'the handshake fails': ['connect_failed', 'connect_timeout'].includes(plain?.error?.code ?? ''),
          [`within 3 s each attempt, not ${detectMs} ms`]: detectMs <= 9_500,
          'the others answer': seen.view.answers.filter(({ state }) => state === 'done').length === 3,
          'the run is done': seen.view.state === 'done',
        }),
      };
    },
  };
}
