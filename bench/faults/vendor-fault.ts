import { completionsWire } from '../../core/adapters/models/fixtures/completions-wire.contract.ts';
import { reply, type Act } from '#core/testing';
import type { Line, SeatName } from './network.ts';
import type { Seen } from './product.ts';
import { answerOf, outcomeOf, question, type Finding, type Scenario, type Stage, unless } from './scenario.ts';

/** One vendor of the panel misbehaves; the others and the run must not mind. */
export interface VendorFault {
  readonly id: string;
  readonly fault: string;
  readonly expected: string;
  readonly seat: SeatName;
  readonly slow?: true;
  begin(line: Line, stage: Stage): Promise<unknown> | void;
  /** How the vendor's answer may end: an error code or a state. */
  readonly ends: readonly string[];
  /** Requests that may reach the vendor. */
  readonly requestsMax: number;
  /** From the start of a call to the end of its (first) attempt, in milliseconds. */
  readonly detectMsMax: number;
  /** What else must hold, in words. */
  readonly also?: (seen: Seen, line: Line) => Readonly<Record<string, boolean>>;
}

/** By how much others may take longer, on a machine that does other things too. */
const othersMsMax = 1_000;

export function vendorFault(fault: VendorFault): Scenario {
  const { id, expected, slow } = fault;
  return {
    id,
    fault: fault.fault,
    expected,
    ...(slow === undefined ? {} : { slow }),
    run: (stage) => strike(fault, stage),
  };
}

async function strike(fault: VendorFault, stage: Stage): Promise<Finding> {
  const line = stage.lines[fault.seat];
  await fault.begin(line, stage);
  // A second call beside a slow first one is no retry: it may go to any vendor on a busy machine.
  const before = line.proxy.posts - hedges(stage, line);
  const seen = await stage.product.ask(question);
  const requests = line.proxy.posts - hedges(stage, line) - before;
  const outcome = outcomeOf(seen, line);
  const detectMs = firstAttemptMs(seen, line);
  const othersAddedMs = stage.othersAddedMs(seen, line);
  const others = seen.view.answers.filter(({ model }) => model !== line.model);
  const [detectMsMax, addedMsMax] = [fault.detectMsMax * stage.patience, othersMsMax * stage.patience];
  const wrong = unless({
    [`the answer ends as ${fault.ends.join(' or ')} and not as ${outcome}`]: fault.ends.includes(outcome),
    'the other models answer': others.every(({ state }) => state === 'done'),
    'the run is done with a synthesis': seen.view.state === 'done' && seen.view.synthesis?.kind === 'synthesis',
    [`at most ${fault.requestsMax} requests, not ${requests}`]: requests <= fault.requestsMax,
    [`decided within ${detectMsMax} ms, not ${detectMs}`]: detectMs <= detectMsMax,
    [`others are not held up by ${Math.round(othersAddedMs)} ms`]: othersAddedMs <= addedMsMax,
    ...fault.also?.(seen, line),
  });
  const recoverMs = await stage.recover(line);
  return {
    outcome,
    wrong: [...wrong, ...unless({ 'the vendor is asked again once it is well': recoverMs !== null })],
    detectMs,
    recoverMs,
    amplification: requests,
    othersAddedMs,
  };
}

/** Second calls beside slow first ones, so far. */
export function hedges({ product }: Stage, { model }: Line): number {
  return product.logged('call hedged').filter((call) => call['model'] === model).length;
}

/** Until the second attempt began or the answer ended. */
export function firstAttemptMs({ events, view }: Seen, { model }: Line): number {
  const starts = events.filter((event) => event.type === 'answer-start' && event.model === model);
  const [first, second] = starts;
  const ms = view.answers.find((answer) => answer.model === model)?.ms ?? Number.NaN;
  return first !== undefined && second !== undefined ? second.at - first.at : ms;
}

/** The model shows up in no position, though its text may be shown. */
export function notAVote(seen: Seen, line: Line): boolean {
  return seen.view.agreement?.positions.every(({ models }) => !models.includes(line.model)) ?? true;
}

/** What came before a failure is shown, and not as a whole answer. */
export function isPartial(seen: Seen, line: Line): boolean {
  const { state, text } = answerOf(seen, line);
  return state === 'failed' && text !== '';
}

export const wholeText = '9.9 is larger than 9.11. Größe 世界 🎉 done.';
const pieces = ['9.9 is larger ', 'than 9.11. Größe 世', '界 🎉 done.'];

/** A whole answer of a server that speaks chat completions. */
export function wholeAnswer(usage?: { input: unknown; output: unknown } | null): Act[] {
  return reply({ parts: [completionsWire.answer(pieces, 'stop', usage)] });
}

/** The same bytes otherwise written: each must be read as the same text. */
export function respelt(): Readonly<Record<string, Act[]>> {
  const whole = completionsWire.answer(pieces);
  const bytes = Buffer.from(whole);
  return {
    CRLF: reply({ parts: [whole.replaceAll('\n', '\r\n')] }),
    CR: reply({ parts: [whole.replaceAll('\n', '\r')] }),
    'a BOM': reply({ parts: [`\u{feff}${whole}`] }),
    comments: reply({ parts: [whole.replaceAll('data:', ': still here\n\ndata:')] }),
    'no space after the colon': reply({ parts: [whole.replaceAll('data: ', 'data:')] }),
    'split at every byte': reply({ parts: Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), breathe: true }),
  };
}

export const unfinished = completionsWire.unfinished(pieces);
export const oddThenWhole = completionsWire.odd + completionsWire.answer(pieces);
export const errorInside = completionsWire.errorInside;
export const emptyAnswer = completionsWire.answer([]);
export const blankAnswer = completionsWire.answer(['  \n ', '\t ']);
export const refusal = completionsWire.refusals[0] ?? '';

/** A word every 300 ms, and never the end. */
export const dripping: Act[] = reply({
  parts: Array.from({ length: 200 }, () => completionsWire.unfinished(['drop '])),
  breathe: true,
}).map((act) => ('breathe' in act ? { waitMs: 300 } : act));
