import { z } from 'zod';

/** Nothing in it is drawn. What is left of a text in the end is the product's own decision: this only spares it the call. */
export function isBlank(text: string): boolean {
  return /^[\s\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u.test(text);
}

/** Characters as people count them, near enough: code points. */
export function isLonger(text: string, charactersMax: number): boolean {
  return text.length > charactersMax && Array.from(text).length > charactersMax;
}

/** What an id of ours looks like: a short prefix and 20 to 26 characters. */
const idPattern = /^[a-z]{2,4}_[0-9A-Za-z]{20,26}$/;

const named = {
  run_unknown: ['Id of a run.', 'run'],
  session_unknown: ['Id of a session.', 'ses'],
  share_unknown: ['Id of a link.', 'shr'],
} as const;

/**
 * An id that a caller names. One of another form can not exist, so it ends like a missing one, with `code`, before
 * anything is looked up.
 */
export function idText(code: keyof typeof named) {
  const [description, prefix] = named[code];
  return z
    .string()
    .refine((text) => idPattern.test(text), { params: { code } })
    .meta({ description, pattern: idPattern.source, examples: [`${prefix}_01KAV3M8ZJ6Q4W0X5T7Y9B2C1D`] });
}

export const milliseconds = z.number().describe('Milliseconds.');
export const moment = z.number().describe('Milliseconds since 1970-01-01 UTC.');
export const micros = z.number().describe('Millionths of a US dollar.');
export const modelName = z.string().meta({ description: 'vendor/name', examples: ['rehearsal/alder'] });
export const runId = z.string().meta({ description: 'Id of a run.', examples: ['run_01KAV3M8ZJ6Q4W0X5T7Y9B2C1D'] });
export const sessionId = z
  .string()
  .meta({ description: 'Id of a session.', examples: ['ses_01KAV3M8ZJ6Q4W0X5T7Y9B2C1E'] });
