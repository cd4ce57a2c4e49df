/**
 * How long a server asks to wait, in milliseconds: from `retry-after-ms`, `Retry-After` in seconds or as a date, or Google's
 * `RetryInfo` in the body. Null for none, garbage, the past and negative ones. At most a day.
 */
export function retryAfterMs(header: (name: string) => string | null, body = '', now = Date.now()): number | null {
  const candidates = [
    decimal(header('retry-after-ms')),
    scaled(decimal(header('retry-after'))),
    untilDate(header('retry-after'), now),
    scaled(decimal(/"retryDelay"\s*:\s*"(\d{1,7}(?:\.\d{1,9})?)s"/.exec(body)?.[1] ?? null)),
  ];
  const wait = candidates.find((candidate) => candidate !== null);
  return wait === undefined || wait === null ? null : Math.min(Math.ceil(wait), waitMsMax);
}

const waitMsMax = 86_400_000;
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function decimal(text: string | null): number | null {
  return text !== null && /^\s*\d{1,12}(?:\.\d{1,9})?\s*$/.test(text) ? Number(text) : null;
}

function scaled(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}

/** Only the one form that HTTP allows to send: a lenient date parser finds dates in garbage. */
function untilDate(text: string | null, now: number): number | null {
  const at = text !== null && httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return at > now ? at - now : null;
}
