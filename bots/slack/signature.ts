import { createHmac, timingSafeEqual } from 'node:crypto';

const skewSecondsMax = 300;

export interface Signed {
  /** The header values; anything but one text each is refused. */
  readonly timestamp: unknown;
  readonly signature: unknown;
  /** The bytes as they came. */
  readonly body: Uint8Array;
}

/**
 * Whether Slack signed these bytes within five minutes of now, before or after. (Slack's own library takes timestamps of
 * any future, so a captured request could be made to last.) `nowMs` is milliseconds since the epoch.
 */
export function isSignedBySlack({ timestamp, signature, body }: Signed, secret: string, nowMs: number): boolean {
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) {
    return false;
  }
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > skewSecondsMax || !/^v0=[0-9a-f]{64}$/.test(signature)) {
    return false;
  }
  const wanted = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(signature.slice(3), 'hex'));
}
