import type { ConsensusEvent } from '#core/view';

/** Whole frames are put together up to this size, far under the 256 kB that one viewer may hold. */
const pieceBytesMax = 64 * 1024;

const ofBatch = new WeakMap<readonly ConsensusEvent[], readonly Buffer[]>();
const ofEvent = new WeakMap<ConsensusEvent, Buffer>();

/**
 * The bytes of a batch on an event stream, in pieces that end with a whole frame: one piece unless the batch is large.
 * They are built once for all viewers that are handed the same batch. A viewer that joined in its middle is handed a
 * part of it: it shares the bytes of each event.
 */
export function frames(batch: readonly ConsensusEvent[]): readonly Buffer[] {
  const known = ofBatch.get(batch);
  if (known !== undefined) {
    return known;
  }
  const built = pieces(batch.map(frame));
  ofBatch.set(batch, built);
  return built;
}

function frame(event: ConsensusEvent): Buffer {
  const known = ofEvent.get(event);
  if (known !== undefined) {
    return known;
  }
  const built = Buffer.from(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  ofEvent.set(event, built);
  return built;
}

function pieces(whole: readonly Buffer[]): readonly Buffer[] {
  const built: Buffer[] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, buffer] of whole.entries()) {
    if (index > from && bytes + buffer.length > pieceBytesMax) {
      built.push(Buffer.concat(whole.slice(from, index)));
      from = index;
      bytes = 0;
    }
    bytes += buffer.length;
  }
  return from < whole.length ? [...built, Buffer.concat(whole.slice(from))] : built;
}
