import { ConsilienceError } from '#core';
import { jsonDepthMax, jsonKeysMax, type JsonFault, scanJson } from './json-scan.ts';

export const bodyBytesMax = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a request body: strict UTF-8 (a byte order mark may stand in front), bounded depth and keys, no key twice, no
 * key that reaches a prototype. Throws `body_not_utf8`, `json_too_deep`, `json_invalid`, `body_invalid`.
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  const fault = scanJson(text);
  if (fault !== null) {
    throw refusal(fault);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ConsilienceError('json_invalid', { cause: error });
  }
}

/** `fatal` refuses overlong forms, surrogates and cut sequences; the byte order mark is taken off by the decoder. */
function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new ConsilienceError('body_not_utf8', { cause: error });
  }
}

function refusal(fault: JsonFault): ConsilienceError {
  switch (fault.kind) {
    case 'too-deep':
      return new ConsilienceError('json_too_deep', {
        message: `The JSON is nested deeper than ${jsonDepthMax} levels.`,
      });
    case 'too-many-keys':
      return new ConsilienceError('json_too_deep', { message: `The JSON has more than ${jsonKeysMax} keys.` });
    case 'key-twice':
      return new ConsilienceError('json_invalid', { message: `The key ${shown(fault.key)} stands twice.` });
    case 'key-forbidden':
      return new ConsilienceError('body_invalid', { message: `The key ${shown(fault.key)} is not allowed.` });
  }
}

/** A name from outside as it may stand in a message: short, and nothing in it that acts. */
export function shown(name: string): string {
  return JSON.stringify(name.toWellFormed().replaceAll(/\p{C}/gu, '').slice(0, 60).toWellFormed());
}
