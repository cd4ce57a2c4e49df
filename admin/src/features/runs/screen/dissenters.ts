import type { ConsensusView } from '#api/contract';
import { plainWords } from '#core/markdown';

export interface Dissenter {
  readonly model: string;
  readonly position: string;
  /** What it says, in a few words. */
  readonly says: string;
}

const dissentersMax = 3;
const saysMax = 80;

/** The models outside the leading position, the strongest of these positions first. */
export function dissentersOf({ agreement }: ConsensusView): readonly Dissenter[] {
  if (agreement === null || agreement.score === null) {
    return [];
  }
  return agreement.positions
    .slice(1)
    .flatMap(({ id, models, summary }) => models.map((model) => ({ model, position: id, says: short(summary) })))
    .slice(0, dissentersMax);
}

function short(summary: string): string {
  const text = plainWords(summary).replace(/(?<![.…])[.…]+$/, '');
  return text.length <= saysMax ? text : `${text.slice(0, saysMax).replace(/\s+\S*$/, '')}…`;
}
