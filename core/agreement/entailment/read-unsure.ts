import type { Entailer, Entailment } from '../../ports/entailer.ts';
import type { UnsurePair } from './unsure-pairs.ts';
import type { PairEntailment } from './weigh.ts';

/** Has a model read pairs, both ways each; in the order given. */
export async function readUnsure(
  entailer: Entailer,
  unsure: readonly UnsurePair[],
  signal: AbortSignal,
): Promise<{ model: string; read: PairEntailment[] }> {
  const texts = unsure.flatMap((pair) => pair.texts);
  const { model, pairs } = await entailer.read(texts, signal);
  return { model, read: unsure.map((_, at) => join(pairs[2 * at], pairs[2 * at + 1])) };
}

/** Sure is only that each follows from the other, and that either contradicts. Nothing read: nothing said. */
function join(there: Entailment | undefined, back: Entailment | undefined): PairEntailment {
  return {
    entails: round(Math.min(there?.entailment ?? 0, back?.entailment ?? 0)),
    contradicts: round(Math.max(there?.contradiction ?? 0, back?.contradiction ?? 0)),
  };
}

/** Four places, as p: what is shown is what was used. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
