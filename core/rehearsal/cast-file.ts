import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { castFileSchema, makeCast, vendors, type Cast, type CastFile, type CastQuestion, type Seat } from './cast.ts';

/** A cast file that cannot be played; the message is one sentence for the person who gave it. */
export class CastError extends Error {
  override readonly name = 'CastError';
}

/** The cast that was written for this project: the files of the folder `cast`. */
export function builtInCast(): Cast {
  const folder = new URL('cast/', import.meta.url);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => parseCastFile(readFileSync(new URL(name, folder), 'utf8'), name));
  return makeCast({
    seats: rehearsalSeats,
    questions: files.flatMap((file) => file.questions),
    suggestions: files.flatMap((file) => file.suggestions),
    trailers: true,
  });
}

/** Reads a JSON cast, or JSON Lines of `{id, question, answers: [{model, text}]}`. Throws a `CastError`. */
export function loadCast(path: string): Cast {
  const text = readText(path);
  if (path.endsWith('.json')) {
    const file = parseCastFile(text, path);
    return makeCast({ ...file, seats: rehearsalSeats, trailers: true });
  }
  return parseLines(text, path);
}

export const rehearsalSeats: readonly Seat[] = [
  { vendor: 'openai', name: 'rehearsal-gpt', label: 'GPT (rehearsal)', late: false },
  { vendor: 'anthropic', name: 'rehearsal-claude', label: 'Claude (rehearsal)', late: false },
  { vendor: 'google', name: 'rehearsal-gemini', label: 'Gemini (rehearsal)', late: false },
  { vendor: 'perplexity', name: 'rehearsal-sonar', label: 'Sonar (rehearsal)', late: false },
  { vendor: 'vllm', name: 'rehearsal-llama', label: 'Llama (rehearsal)', late: false },
  { vendor: 'perplexity', name: 'rehearsal-deep-research', label: 'Deep Research (rehearsal)', late: true },
];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new CastError(`The cast file ${path} cannot be read (${code}).`, { cause });
  }
}

function parseCastFile(text: string, name: string): CastFile {
  const parsed = castFileSchema.safeParse(parseJson(text, name));
  if (!parsed.success) {
    throw new CastError(`The cast file ${name} is not valid: ${firstIssue(parsed.error)}.`);
  }
  return parsed.data;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CastError(`${where} is not valid JSON.`, { cause });
  }
}

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  question: z.string().trim().min(1).max(16_000),
  answers: z
    .array(z.object({ model: z.string().trim().min(1), text: z.string().max(200_000) }))
    .min(1)
    .max(vendors.length),
});

function parseLines(text: string, path: string): Cast {
  const seats: Seat[] = [];
  const questions: CastQuestion[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') {
      continue;
    }
    const where = `Line ${index + 1} of ${path}`;
    const parsed = lineSchema.safeParse(parseJson(line, where));
    if (!parsed.success) {
      throw new CastError(`${where} is not a question with answers: ${firstIssue(parsed.error)}.`);
    }
    for (const { model } of parsed.data.answers.slice(seats.length)) {
      seats.push(seatFor(model, seats));
    }
    questions.push(questionOf(parsed.data, index + 1));
  }
  if (questions.length === 0) {
    throw new CastError(`The cast file ${path} has no questions.`);
  }
  return makeCast({ seats, questions, suggestions: [], trailers: false });
}

/** Answer `i` is played by seat `i`, whatever the line calls its model; an empty answer is no answer. */
function questionOf(line: z.output<typeof lineSchema>, number: number): CastQuestion {
  const answers: CastQuestion['answers'] = {};
  for (const [index, { text }] of line.answers.entries()) {
    const vendor = vendors[index];
    if (vendor !== undefined && text.trim() !== '') {
      answers[vendor] = { ...plainAnswer, text };
    }
  }
  return { id: `line-${number}`, kind: 'other', question: line.question, answers, synthesis: [] };
}

const plainAnswer = { position: null, refusal: false, falseSource: false, citations: [], trailer: null, delayMs: 0 };

/** The seat that comes next, named after the model whose answers it plays. */
function seatFor(model: string, taken: readonly Seat[]): Seat {
  const index = taken.length;
  const plain = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  const wanted = `rehearsal-${plain || `model-${index + 1}`}`;
  const name = taken.some((seat) => seat.name === wanted) ? `${wanted}-${index + 1}` : wanted;
  return { vendor: vendors[index] ?? 'vllm', name, label: `${model.slice(0, 60)} (rehearsal)`, late: false };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown fault' : `${issue.path.join('.') || 'the value'}: ${issue.message}`;
}
