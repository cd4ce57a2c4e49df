import { randomBytes } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

/** The machine's cryptographically strong chance. */
export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (length) => Uint8Array.from(randomBytes(length)),
};
