import { z } from 'zod';
import { canonicalQuestion } from './question.ts';

/** Whose wire format a seat speaks. The first five are the default panel, in this order. */
export const vendors = ['openai', 'anthropic', 'google', 'perplexity', 'vllm'] as const;
export type Vendor = (typeof vendors)[number];

export interface Seat {
  readonly vendor: Vendor;
  /** What the API calls it; always says that it is a rehearsal. */
  readonly name: string;
  readonly label: string;
  /** Deep research: outside the default panel, plays the seat of its vendor, and always late. */
  readonly late: boolean;
}

/** Who plays, and what. */
export interface Cast {
  readonly seats: readonly Seat[];
  readonly questions: readonly CastQuestion[];
  /** By canonical question. */
  readonly byQuestion: ReadonlyMap<string, CastQuestion>;
  /** Questions to start with. */
  readonly suggestions: readonly string[];
  /** The answers come with the machine-readable trailer when a request asks for it. */
  readonly trailers: boolean;
}

const vendorSchema = z.enum(vendors);

/** A text, or its lines. */
const textSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === 'string' ? text : text.join('\n')));

const answerSchema = z.strictObject({
  text: textSchema.pipe(z.string().min(1).max(20_000)),
  /** Answers with the same letter say the same; null for a refusal or an "I don't know". */
  position: z
    .string()
    .regex(/^[A-H]$/)
    .nullable()
    .default(null),
  /** The vendor marks the answer as refused. */
  refusal: z.boolean().default(false),
  /** The answer leans on a source that does not exist. */
  falseSource: z.boolean().default(false),
  citations: z
    .array(z.strictObject({ url: z.url({ protocol: /^https$/ }), title: z.string().min(1) }))
    .max(20)
    .default([]),
  trailer: z
    .strictObject({
      bottom_line: z.string().min(1),
      stance: z.enum(['yes', 'no', 'depends', 'na']),
      key_facts: z.array(z.string().min(1)).max(5),
      confidence: z.number().min(0).max(1),
    })
    .nullable()
    .default(null),
  /** Added to the wait for the first token when a person watches (profile `demo`). */
  delayMs: z.number().int().min(0).max(600_000).default(0),
});

const questionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['fact', 'number', 'yes-no', 'date', 'advice', 'misconception', 'other']),
  question: z.string().min(1).max(16_000),
  answers: z.partialRecord(vendorSchema, answerSchema),
  synthesis: z
    .array(z.strictObject({ text: z.string().min(1), support: z.array(vendorSchema).min(1) }))
    .max(12)
    .default([]),
});

/** The shape of a JSON cast file. */
export const castFileSchema = z.strictObject({
  /** Ids of questions to start with; the first questions when left out. */
  suggestions: z.array(z.string()).max(12).default([]),
  questions: z.array(questionSchema).min(1).max(100_000),
});

export type CastFile = z.output<typeof castFileSchema>;
export type CastQuestion = z.output<typeof questionSchema>;
export type CastAnswer = z.output<typeof answerSchema>;

export interface CastParts {
  readonly seats: readonly Seat[];
  readonly questions: readonly CastQuestion[];
  /** Ids. */
  readonly suggestions: readonly string[];
  readonly trailers: boolean;
}

/** Puts a cast together; of two equal questions the first one plays. */
export function makeCast(parts: CastParts): Cast {
  const byQuestion = new Map<string, CastQuestion>();
  for (const question of parts.questions) {
    const key = canonicalQuestion(question.question);
    if (!byQuestion.has(key)) {
      byQuestion.set(key, question);
    }
  }
  const chosen = parts.suggestions.flatMap((id) => parts.questions.find((question) => question.id === id) ?? []);
  const suggested = chosen.length > 0 ? chosen : parts.questions.slice(0, suggestionsMax);
  return {
    seats: parts.seats,
    questions: parts.questions,
    byQuestion,
    suggestions: suggested.map((question) => question.question),
    trailers: parts.trailers,
  };
}

const suggestionsMax = 6;
