import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verb } from './message.ts';

/**
 * What a button carries: `v1:verb:run:mac`, at most 100 characters, no text of anybody. The code binds it to the
 * installation, so that a button of one team does nothing in another.
 */
export interface ActionCodec {
  encode(installation: string, verb: Verb, run: string): string;
  decode(installation: string, token: string): DecodedAction;
}

export type DecodedAction =
  | { readonly kind: 'action'; readonly verb: Verb; readonly run: string }
  /** Made by another version of this software: the person is told so. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'forged' };

const macBytes = 16;
const verbs: readonly string[] = ['stop', 'rerun', 'answers', 'export', 'up', 'down'] satisfies Verb[];

export function makeActionCodec(key: Uint8Array): ActionCodec {
  const mac = (...parts: readonly string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, macBytes);
  return {
    encode: (installation, verb, run) => `v1:${verb}:${run}:${mac(installation, verb, run).toString('base64url')}`,
    decode(installation, token) {
      const [version = '', verb = '', run = '', code = '', ...rest] = token.slice(0, 200).split(':');
      if (/^v\d{1,3}$/.test(version) && version !== 'v1') {
        return { kind: 'outdated' };
      }
      const given = Buffer.from(code, 'base64url');
      const wanted = mac(installation, verb, run);
      if (version !== 'v1' || rest.length > 0 || given.length !== macBytes || !timingSafeEqual(given, wanted)) {
        return { kind: 'forged' };
      }
      return isVerb(verb) ? { kind: 'action', verb, run } : { kind: 'outdated' };
    },
  };
}

function isVerb(verb: string): verb is Verb {
  return verbs.includes(verb);
}
