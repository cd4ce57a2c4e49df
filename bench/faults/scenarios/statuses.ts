import { jsonReply, type Act } from '#core/testing';
import { type Scenario, slowUnless } from '../scenario.ts';
import { vendorFault, wholeAnswer } from '../vendor-fault.ts';

/** What a vendor says with a status: FLT-01 to FLT-06. */
export const statuses: readonly Scenario[] = [
  vendorFault({
    id: 'FLT-01',
    fault: '429 with Retry-After 2 s, once',
    expected: 'waits for it, asks once more, answers',
    seat: 'vllm',
    begin: (line) => line.play(limited('2'), wholeAnswer()),
    ends: ['done'],
    requestsMax: 2,
    detectMsMax: 3_500,
    also: (seen, { model }) => ({ 'it waits for 2 s': (msOf(seen.view.answers, model) ?? 0) >= 2_000 }),
  }),
  vendorFault({
    id: 'FLT-02',
    fault: '429 with Retry-After 1 h',
    expected: 'no second request, the rest answer',
    seat: 'openai',
    begin: (line) => line.rehearse('openai=429:3600'),
    ends: ['rate_limited'],
    requestsMax: 1,
    detectMsMax: 500,
  }),
  vendorFault({
    id: 'FLT-02',
    fault: '429 with Retry-After a day',
    expected: 'no second request, the rest answer',
    seat: 'vllm',
    slow: true,
    begin: (line) => line.play(limited('86400')),
    ends: ['rate_limited'],
    requestsMax: 1,
    detectMsMax: 500,
  }),
  vendorFault({
    id: 'FLT-02',
    fault: '429 with Retry-After as a date, in an hour',
    expected: 'no second request, the rest answer',
    seat: 'vllm',
    begin: (line) => line.play(limited(dateIn(3_600_000))),
    ends: ['rate_limited'],
    requestsMax: 1,
    detectMsMax: 500,
  }),
  vendorFault({
    id: 'FLT-03',
    fault: '429 with Retry-After as a date, in 2 to 3 s, once',
    expected: 'waits until then, asks once more, answers',
    seat: 'vllm',
    slow: true,
    // A date has whole seconds.
    begin: (line) => line.answer(answersAfter(() => limited(dateIn(3_000)))),
    ends: ['done'],
    requestsMax: 2,
    detectMsMax: 4_500,
    also: (seen, { model }) => ({ 'it waits': (msOf(seen.view.answers, model) ?? 0) >= 1_900 }),
  }),
  ...(['in a while', '-5', 'NaN', 'Thu, 01 Jan 1970 00:00:00 GMT'] as const).map((value) =>
    vendorFault({
      id: 'FLT-03',
      ...slowUnless(value === 'in a while' || value.endsWith('GMT')),
      fault: `429 with Retry-After "${value}", once`,
      expected: 'waits as after any failure, answers',
      seat: 'vllm',
      begin: (line) => line.play(limited(value), wholeAnswer()),
      ends: ['done'],
      requestsMax: 2,
      detectMsMax: 1_500,
    }),
  ),
  ...(
    [
      [500, 'anthropic', 'provider_failed'],
      [502, 'google', 'provider_failed'],
      [503, 'perplexity', 'provider_overloaded'],
      [529, 'anthropic', 'provider_overloaded'],
    ] as const
  ).map(([status, seat, code]) =>
    vendorFault({
      id: 'FLT-04',
      ...slowUnless(status === 500 || status === 529),
      fault: `status ${status}`,
      expected: 'at most three requests, then a failure that says so',
      seat,
      begin: (line) => line.rehearse(`${seat}=${status}`),
      ends: [code, 'provider_failed', 'provider_overloaded'],
      requestsMax: 3,
      detectMsMax: 1_500,
    }),
  ),
  ...(
    [
      [401, 'google'],
      [403, 'perplexity'],
    ] as const
  ).map(([status, seat]) =>
    vendorFault({
      id: 'FLT-05',
      ...slowUnless(status === 401),
      fault: `status ${status}: a bad key`,
      expected: 'one request, the owner is told, the key stands nowhere',
      seat,
      begin: (line) => line.rehearse(`${seat}=${status}`),
      ends: ['key_rejected'],
      requestsMax: 1,
      detectMsMax: 500,
    }),
  ),
  vendorFault({
    id: 'FLT-06',
    fault: '400: the question is too long for the model',
    expected: 'one request, the message says so, the others go on',
    seat: 'openai',
    begin: (line) => line.rehearse('openai=context'),
    ends: ['context_too_long'],
    requestsMax: 1,
    detectMsMax: 500,
  }),
];

function limited(retryAfter: string): Act[] {
  return jsonReply(429, { error: { message: 'Slow down.' } }, { 'retry-after': retryAfter });
}

function dateIn(ms: number): string {
  return new Date(Date.now() + ms).toUTCString();
}

/** That once, made when it is asked for, and whole answers from then on. */
function answersAfter(first: () => Act[]): () => Act[] {
  let asked = 0;
  return () => {
    asked += 1;
    return asked === 1 ? first() : wholeAnswer();
  };
}

function msOf(answers: readonly { model: string; ms: number | null }[], model: string): number | null {
  return answers.find((answer) => answer.model === model)?.ms ?? null;
}
