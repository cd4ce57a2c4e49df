import { ConsilienceError } from '../../errors.ts';

/** Scales a vector to unit length, in place. A vector of zeros, or of what is no number, is not one: `stream_invalid`. */
export function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) {
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new ConsilienceError('stream_invalid', { message: 'An embedding has no direction.' });
  }
  for (let at = 0; at < vector.length; at += 1) {
    vector[at] = (vector[at] ?? 0) / length;
  }
  return vector;
}

/** Holds the bounds of the port. Throws `request_rejected`. */
export function checkTexts(texts: readonly string[]): void {
  if (texts.length > textsMax || texts.some((text) => text.length > charactersMax)) {
    const message = `At most ${textsMax} texts of at most ${charactersMax} characters are embedded at once.`;
    throw new ConsilienceError('request_rejected', { message });
  }
}

/** One unit vector a text, all of one length, or `stream_invalid`. */
export function checkVectors(vectors: readonly Float32Array[], texts: readonly string[]): readonly Float32Array[] {
  const lengths = new Set(vectors.map((vector) => vector.length));
  if (vectors.length !== texts.length || lengths.size > 1) {
    throw new ConsilienceError('stream_invalid', { message: 'The embeddings do not fit the texts.' });
  }
  return vectors.map(unit);
}

const textsMax = 64;
const charactersMax = 32_000;
