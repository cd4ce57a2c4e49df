import { randomBytes } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

/** Drawn from the system some hundreds at once: an id alone takes sixteen numbers. None is given twice. */
let drawn: Buffer = Buffer.alloc(0);
let used = 0;

function nextNumber(): number {
  if (used + numberBytes > drawn.length) {
    drawn = randomBytes(512 * numberBytes);
    used = 0;
  }
  const number = drawn.readUIntBE(used, numberBytes);
  used += numberBytes;
  return number / 2 ** 48;
}

const numberBytes = 6;

/** The machine's cryptographically strong chance. */
export const systemRandom: Random = {
  next: nextNumber,
  bytes: (length) => Uint8Array.from(randomBytes(length)),
};
