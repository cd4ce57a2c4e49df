import { z } from 'zod';
import type { OutputForm } from '../ports/chat-model.ts';

const claimsMax = 16;
const textMax = 600;
const outputCharactersMax = 60_000;

const position = z.strictObject({
  answer: z.string().max(8),
  stance: z.enum(['supports', 'contradicts', 'silent']),
  quote: z.string().max(2_000),
});
const output = z.strictObject({
  claims: z
    .array(
      z.strictObject({ claim: z.string().max(textMax), decides: z.boolean(), positions: z.array(position).max(8) }),
    )
    .max(claimsMax),
});

/** What a judge says, before any of it is checked against the answers. */
export type JudgeOutput = z.output<typeof output>;

/** The same form for the vendor's structured output. */
export const judgeForm: OutputForm = {
  name: 'judgement',
  schema: closed({
    claims: {
      type: 'array',
      items: closed({
        claim: { type: 'string' },
        decides: { type: 'boolean' },
        positions: {
          type: 'array',
          items: closed({
            answer: { type: 'string' },
            stance: { type: 'string', enum: ['supports', 'contradicts', 'silent'] },
            quote: { type: 'string' },
          }),
        },
      }),
    },
  }),
};

function closed(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** Null when the text is anything but the one JSON object of this form; a fence around it is let pass. */
export function parseJudgeOutput(text: string): JudgeOutput | null {
  if (text.length > outputCharactersMax) {
    return null;
  }
  const bare = text
    .trim()
    .replace(/^```(?:json)?\s*\n/u, '')
    .replace(/\n```$/u, '');
  try {
    return output.safeParse(JSON.parse(bare)).data ?? null;
  } catch {
    return null;
  }
}
