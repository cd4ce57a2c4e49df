import type { Band, PairReason } from '../../consensus/view/index.ts';
import type { FactorCode } from './explanation.ts';

/** Factors as a reader may know them; `for` them or against says the sign of the effect. */
export const factorWords: Readonly<Record<FactorCode, readonly [same: string, different: string]>> = {
  words: ['they share words beyond those of the question', 'they share few words beyond those of the question'],
  names: ['they name the same', 'they share few names'],
  otherNames: ['they name different things in passing', 'they name different things'],
  sameNumber: ['they give the same number', 'they give the same number'],
  otherNumber: ['they give different numbers', 'they give different numbers'],
  mentionedNumber: ['one mentions the number of the other', 'one mentions the number of the other only in passing'],
  furtherNumbers: ['further numbers are the same', 'further numbers differ'],
  sameDate: ['they give the same date', 'they give the same date'],
  otherDate: ['they give different dates', 'they give different dates'],
  mentionedDate: ['one mentions the date of the other', 'one mentions the date of the other only in passing'],
  sameStance: ['both say yes, or both say no', 'both say yes, or both say no'],
  oppositeStance: ['one says yes and the other no', 'one says yes and the other no'],
  denial: ['a negation or an opposite lies between them', 'a negation or an opposite lies between them'],
  noDenial: ['negations and opposites even out', 'negations and opposites even out'],
  sameFinal: ['the short answer is the same', 'the short answer is the same'],
  silence: ['one takes no position', 'one takes no position'],
  shape: ['length and form speak for the same', 'length and form speak for different answers'],
  start: ['pairs of such answers mostly agree', 'pairs of such answers mostly differ until something says otherwise'],
  others: ['other answers stand close to both', 'other answers stand close to one of them only'],
  entailment: ['an entailment model reads the one in the other', 'an entailment model reads a contradiction'],
};

export const reasonWords: Readonly<Record<PairReason, readonly [same: string, different: string]>> = {
  polarity: ['the same yes or no', 'yes against no, or a denial'],
  number: ['the same number', 'different numbers'],
  date: ['the same date', 'different dates'],
  entity: ['the same names', 'different names, or another choice'],
  content: ['much the same words', 'other words'],
  scope: ['about the same extent', 'one takes no position, or says much less'],
};

export const bandWords: Readonly<Record<Band, string>> = {
  strong: 'Strong agreement',
  moderate: 'Moderate agreement',
  split: 'Split',
};
