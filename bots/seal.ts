import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { ConsilienceError } from '#core';
import type { Random } from '#core';

/** Encrypts short secrets for the store: AES-256-GCM, a fresh nonce each time, bound to what it belongs to. */
export interface Seal {
  /** `context` names the record and the field; the same one opens it. */
  close(secret: string, context: string): string;
  /** Throws `config_invalid` when the key is another one or anything was changed. */
  open(sealed: string, context: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;

export function makeSeal(key: Uint8Array, random: Random): Seal {
  const own = deriveKey(key, 'seal');
  return {
    close(secret, context) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `s1:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.startsWith('s1:') ? sealed.slice(3) : '', 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', own, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const text = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
        return Buffer.concat(text).toString('utf8');
      } catch {
        throw new ConsilienceError('config_invalid', {
          message: 'A stored token cannot be read with this CONSILIENCE_SECRET.',
          action: 'Set the CONSILIENCE_SECRET that was set when the app was installed, or install the app again.',
        });
      }
    },
  };
}

/** A key for one purpose, so that no two uses share one. */
export function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `consilience:${purpose}`, 32));
}

/** Any text as key material; what it is worth is its own entropy. */
export function keyOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
