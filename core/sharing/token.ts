import { createHash } from 'node:crypto';
import type { Random } from '../ports/random.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
/** Of five bits each: 130 bits. */
const length = 26;

/** A secret that nobody guesses, in letters that survive being read aloud. */
export function makeToken(random: Random): string {
  return spelled(random.bytes(length));
}

/** Asked before the store: anything else opens nothing. */
export function isToken(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}

/** The id under which a token's share is kept; the token can not be found from it. */
export function shareIdOf(token: string): string {
  return `shr_${spelled(createHash('sha256').update(`consilience share ${token}`).digest())}`;
}

/** Asked before the store: anything else names no share. */
export function isShareId(id: string): boolean {
  return /^shr_[0-9a-hjkmnp-tv-z]{26}$/.test(id);
}

/** Five bits of each byte. */
function spelled(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, length), (byte) => letters[byte & 31]).join('');
}
