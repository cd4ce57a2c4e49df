import { z } from 'zod';

/** Query of a list. Values come from an address, so all are text; `limit` is checked as the whole number it stands for. */
export const listQuery = z.strictObject({
  q: z.string().max(200).optional().describe('Words to find in the question or title.'),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'a whole number from 1 to 100')
    .optional()
    .meta({ description: 'How many, 1 to 100; 20 when left out.', examples: ['20'] }),
  cursor: z.string().min(1).max(512).optional().describe('The `next` of the page before.'),
});

export type ListQueryText = z.output<typeof listQuery>;

export const nextCursor = z.string().nullable().describe('The cursor of the next page; null on the last one.');
