import type { ConsensusView, Disagreement } from '#api/contract';
import { plainWords } from '#core/markdown';
import { words } from '../../../ui/words.ts';
import { isOpenRun } from './headline.ts';
import type { Cast } from './names.ts';

/** The line under the meter; its place is kept from the start. */
export type Dissent =
  | { readonly kind: 'waiting' | 'none' | 'nothing'; readonly text: string }
  | { readonly kind: 'dissent'; readonly lead: string; readonly sides: readonly DissentSide[] };

export interface DissentSide {
  readonly position: string;
  /** `Gemini says: 100 °C.` */
  readonly text: string;
}

export function dissentOf(view: ConsensusView, cast: Cast): Dissent {
  const agreement = view.agreement;
  if (agreement === null || agreement.score === null) {
    return isOpenRun(view)
      ? { kind: 'waiting', text: words.dissent.waiting }
      : { kind: 'nothing', text: words.dissent.nothing };
  }
  const [first] = agreement.disagreements;
  if (first === undefined) {
    return { kind: 'none', text: words.dissent.none };
  }
  return { kind: 'dissent', lead: words.dissent.lead(agreement.disagreements.length), sides: sidesOf(first, cast) };
}

/** Dissenters first: they are the news. */
function sidesOf(disagreement: Disagreement, cast: Cast): readonly DissentSide[] {
  const [leading, ...others] = disagreement.sides;
  return [...others, ...(leading ? [leading] : [])].map((side) => ({
    position: side.position,
    text: words.dissent.says(side.models.map(cast.short), ended(plainWords(side.summary))),
  }));
}

function ended(summary: string): string {
  return /[.?!…]$/.test(summary) ? summary : `${summary}.`;
}
