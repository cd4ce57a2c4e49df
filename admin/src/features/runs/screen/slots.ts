import type { ConsensusView } from '#api/contract';
import { plainWords } from '#core/markdown';
import { words } from '../../../ui/words.ts';
import { isOpenAnswer } from './headline.ts';

/** One cut of the meter. */
export interface Slot {
  readonly key: string;
  /** `in`: an answer that is not compared yet; `open`: one that is still to come. */
  readonly kind: 'position' | 'abstained' | 'in' | 'open';
  readonly position: string | null;
  /** How many answers. */
  readonly size: number;
  readonly text: string;
  readonly spoken: string;
}

/** Positions by strength, then answers without one, then those not compared yet, then those to come. */
export function slotsOf(view: ConsensusView): readonly Slot[] {
  const positions = view.agreement?.positions ?? [];
  const abstained = view.agreement?.abstained.length ?? 0;
  const open = view.answers.filter(isOpenAnswer).length;
  const compared = positions.reduce((sum, position) => sum + position.models.length, 0) + abstained;
  const waiting = Math.max(0, view.answers.filter((answer) => answer.state === 'done').length - compared);
  return [
    ...positions.map((position): Slot => ({
      key: position.id,
      kind: 'position',
      position: position.id,
      size: position.models.length,
      text: plainWords(position.summary),
      spoken: words.verdict.meterPosition(position.id, position.models.length),
    })),
    ...(abstained > 0
      ? [slot('abstained', abstained, words.verdict.abstainedShort, words.verdict.meterAbstained(abstained))]
      : []),
    ...each(waiting, 'in'),
    ...each(open, 'open'),
  ];
}

function each(count: number, kind: 'in' | 'open'): readonly Slot[] {
  return Array.from({ length: count }, (_, index) => ({
    ...slot(kind, 1, '', kind === 'in' ? words.verdict.meterIn : words.verdict.meterOpen),
    key: `${kind}-${index}`,
  }));
}

function slot(kind: Slot['kind'], size: number, ...[text, spoken]: [string, string]): Slot {
  return { key: kind, kind, position: null, size, text, spoken };
}
