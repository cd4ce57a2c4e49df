import { embedderName } from '../embeddings.ts';
import type { Seat, Vendor } from '../cast.ts';

export type ListFormat = Vendor;

/** A vendor's own list of models. */
export function modelList(format: ListFormat, seats: readonly Seat[]): object {
  switch (format) {
    case 'anthropic':
      return {
        data: seats.map(anthropicModel),
        has_more: false,
        first_id: seats[0]?.name ?? null,
        last_id: seats.at(-1)?.name ?? null,
      };
    case 'google':
      return { models: [...seats.map(googleModel), googleEmbedder] };
    case 'openai':
      return { object: 'list', data: [...seats.map((seat) => openaiModel(seat.name)), openaiModel(embedderName)] };
    case 'perplexity':
      return { object: 'list', data: seats.map((seat) => openaiModel(seat.name)) };
    case 'vllm':
      return { object: 'list', data: seats.map(vllmModel) };
  }
}

/** One entry of the list. */
export function modelEntry(format: ListFormat, seat: Seat): object {
  switch (format) {
    case 'anthropic':
      return anthropicModel(seat);
    case 'google':
      return googleModel(seat);
    case 'vllm':
      return vllmModel(seat);
    case 'openai':
    case 'perplexity':
      return openaiModel(seat.name);
  }
}

function openaiModel(name: string): object {
  return { id: name, object: 'model', created: 1_767_225_600, owned_by: 'rehearsal' };
}

function vllmModel({ name }: Seat): object {
  return { ...openaiModel(name), owned_by: 'vllm', root: name, parent: null, max_model_len: 131_072, permission: [] };
}

function anthropicModel({ name, label }: Seat): object {
  return { type: 'model', id: name, display_name: label, created_at: '2026-01-01T00:00:00Z' };
}

function googleModel({ name, label }: Seat): object {
  return {
    name: `models/${name}`,
    version: '001',
    displayName: label,
    description: 'A rehearsal model: it plays answers from a file.',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  };
}

const googleEmbedder = {
  name: `models/${embedderName}`,
  version: '001',
  displayName: 'Embedding (rehearsal)',
  description: 'A rehearsal embedder: a hashed bag of words.',
  inputTokenLimit: 2_048,
  outputTokenLimit: 1,
  supportedGenerationMethods: ['embedContent', 'batchEmbedContents'],
};
