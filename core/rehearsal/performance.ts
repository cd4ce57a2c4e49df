import { damage, type Fault } from './faults.ts';
import { cycleTokens, countTokens, splitTokens } from './tokens.ts';
import type { WireFault, WireFormat, WireReply } from './formats/format.ts';
import type { Pace } from './pace.ts';
import type { Frame } from './stage.ts';
import type { Said } from './reply.ts';

/** The tokens of one answer and how it ends. */
export interface Spoken {
  /** Tokens that come before the first one of the answer. */
  readonly lead: readonly string[];
  readonly tokens: readonly string[];
  readonly finish: WireReply['finish'];
}

export interface SpokenLimits {
  /** Every answer has this many tokens; null for its own length. */
  readonly tokens: number | null;
  /** What the request allows. */
  readonly tokensMax: number | null;
}

/** Cuts into tokens what a seat says, after the faults that change words. */
export function speak(said: Said, fault: Fault | null, limits: SpokenLimits): Spoken {
  if (fault?.kind === 'empty') {
    return { lead: [], tokens: [], finish: 'stop' };
  }
  if (fault?.kind === 'refusal') {
    return { lead: [], tokens: splitTokens("I'm sorry, but I can't help with that."), finish: 'refusal' };
  }
  const lead = splitTokens(said.thinking);
  const tokens = [...body(said, limits.tokens), ...splitTokens(said.tail)];
  if (limits.tokensMax !== null && tokens.length > limits.tokensMax) {
    return { lead, tokens: tokens.slice(0, limits.tokensMax), finish: 'length' };
  }
  return { lead, tokens, finish: said.refused ? 'refusal' : 'stop' };
}

function body(said: Said, tokens: number | null): string[] {
  if (tokens === null || said.text === '') {
    return splitTokens(said.text);
  }
  return cycleTokens(said.text, Math.max(1, tokens - countTokens(said.tail)));
}

export interface PerformanceInput {
  readonly format: WireFormat;
  readonly reply: WireReply;
  readonly spoken: Spoken;
  readonly stream: boolean;
  readonly pace: Pace;
  readonly fault: Fault | null;
}

/** The frames of a whole response, damaged as the fault says. */
export function perform(input: PerformanceInput): Iterable<Frame> {
  const { format, reply, fault, stream } = input;
  const wrong = overload(reply);
  return damage(stream ? streamed(input) : whole(input), {
    // An answer that is not streamed is the error itself.
    fault: !stream && fault?.kind === 'error-in-200' ? null : fault,
    frameCount: stream ? input.spoken.lead.length + input.spoken.tokens.length + 2 : 2,
    errorFrame: format.errorEvent(wrong),
    garbageFrame: 'data: {"id": "rehearsal", "choices": [{{"delta":\n\n',
  });
}

function* streamed({ format, reply, spoken, pace, fault }: PerformanceInput): Iterable<Frame> {
  const writer = format.stream(reply);
  const openAt = Math.min(pace.firstMs, openMs);
  yield { atMs: openAt, text: writer.open() };
  for (const [index, token] of spoken.lead.entries()) {
    yield { atMs: openAt + (index / spoken.lead.length) * (pace.firstMs - openAt), text: writer.token(token) };
  }
  let atMs = pace.firstMs;
  for (const [index, token] of spoken.tokens.entries()) {
    atMs = pace.firstMs + index * pace.gapMs;
    yield { atMs, text: writer.token(token) };
  }
  if (fault?.kind === 'huge') {
    yield* endless({ atMs, text: writer.token(endlessText) });
  }
  yield { atMs, text: writer.close() };
  yield { atMs, end: 'close' };
}

/** Two halves, so that a fault finds a middle. */
function* whole({ format, reply, spoken, pace, fault }: PerformanceInput): Iterable<Frame> {
  const atMs = pace.firstMs + Math.max(0, spoken.tokens.length - 1) * pace.gapMs;
  const wrong = overload(reply);
  const text = JSON.stringify(fault?.kind === 'error-in-200' ? format.error(wrong).body : format.whole(reply));
  const middle = characterStart(text, Math.floor(text.length / 2));
  yield { atMs, text: text.slice(0, middle) };
  if (fault?.kind === 'huge') {
    yield* endless({ atMs, text: endlessText });
  }
  yield { atMs, text: text.slice(middle) };
  yield { atMs, end: 'close' };
}

function* endless(frame: Frame): Iterable<Frame> {
  for (;;) {
    yield frame;
  }
}

/** Half a surrogate pair is no text. */
function characterStart(text: string, index: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) ? index + 1 : index;
}

function overload({ model }: WireReply): WireFault {
  return { status: 503, reason: 'other', message: 'The rehearsal model is overloaded, as the fault asks.', model };
}

/** The head of the response comes before the first token, as with real vendors. */
const openMs = 150;
const endlessText = ' and so on'.repeat(400);
