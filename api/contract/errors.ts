import { z } from 'zod';

export type ApiError = z.output<typeof apiError>;

/** The body of every response that is not a success. */
export const apiError = z
  .object({
    error: z.object({
      code: z.string().describe('Stable; docs/errors.md lists all.'),
      message: z.string().describe('What happened, for people.'),
      action: z.string().describe('What to do next, for people.'),
      requestId: z.string().describe('Find it in the log of the server.'),
    }),
  })
  .meta({
    id: 'ApiError',
    description: 'Every error has this shape and a stable code.',
    examples: [
      {
        error: {
          code: 'question_empty',
          message: 'The question has no text.',
          action: 'Write a question.',
          requestId: 'req_01KAV3M8ZJ6Q4W0X5T7Y9B2C1D',
        },
      },
    ],
  });
