import type { Bag } from './bag.ts';
import type { DateMention } from './read-dates.ts';
import type { NumberMention } from './read-numbers.ts';
import type { Choice } from './read-choice.ts';
import type { NameGroup } from './read-names.ts';
import type { Token } from './read-tokens.ts';
import type { Span } from './split-sentences.ts';

/** An answer, read once; everything a comparison with another one needs. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** The sentence that answers, or the bottom line where the model gave one. */
  readonly head: Head;
  /** The content words of the whole answer without those of the question. */
  readonly full: Bag;
  readonly fullSize: number;
  /** The content words of bottom line and key facts; empty where the model gave none. */
  readonly claims: Bag;
  /** The words of its fenced code. */
  readonly code: ReadonlySet<string>;
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
  /** The number that answers a question for one. */
  readonly final: NumberMention | null;
  /** The date that answers a question for one. */
  readonly date: DateMention | null;
  /** The bottom line or sentence that answers holds this date and no other one. */
  readonly onlyDate: boolean;
  /** 1 for yes, -1 for no, 0 when it does not begin with either. */
  readonly polarity: -1 | 0 | 1;
  /** It comes down on neither side: "It depends", "disputed". */
  readonly depends: boolean;
  /** Which of the things offered it chooses. */
  readonly choice: Choice;
  readonly abstains: boolean;
  /** How many things it lists; 1 when it is no list. */
  readonly items: number;
}

export interface Sentence extends Span {
  readonly from: number;
  readonly to: number;
}

export interface Head {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly bag: Bag;
  readonly size: number;
  /** Capitalised words of the bag. */
  readonly names: Bag;
  readonly namesSize: number;
  /** Its names as wholes. */
  readonly groups: readonly NameGroup[];
  /** Where it stands in the answer; null for a bottom line. */
  readonly span: Span | null;
}
