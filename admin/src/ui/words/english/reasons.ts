import { formatList } from '../../format.ts';
import { plural } from '../plural.ts';

/** What lies behind a run: what a sentence rests on, why the score, the report as its own page, two answers side by side. */
export const reasons = {
  evidence: {
    show: 'What this rests on:',
    title: 'It rests on',
    noQuote: 'in other words',
    jump: (name: string) => `Show in the answer of ${name}`,
    close: 'Close',
  },

  score: {
    share: 'Share of the leading position',
    inside: 'Agreement inside it',
    coverage: 'Answers that take a position',
    lowers: (names: readonly string[], reason: string) =>
      `${formatList(names)} ${names.length === 1 ? 'stands' : 'stand'} apart on ${reason}.`,
    record: 'How often panels of this band were right',
    recordText: (right: string, panels: string, data: string) => `${right} of ${panels} ${data}`,
    recordNote: 'Measured on questions with known answers. It is no part of the number.',
    loading: 'Loading the reasons',
  },

  pair: {
    title: (a: string, b: string) => `${a} and ${b}`,
    says: (p: string) => `${p} that they say the same`,
    factors: {
      words: ['they share words beyond those of the question', 'they share few words beyond those of the question'],
      names: ['they name the same', 'they share few names'],
      otherNames: ['they name different things only in passing', 'they name different things'],
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
      start: ['such answers mostly agree', 'such answers mostly differ'],
      others: ['other answers stand close to both', 'other answers stand close to one of them only'],
      entailment: ['an entailment model reads the one in the other', 'an entailment model reads a contradiction'],
    },
    rule: { atMost: 'A rule keeps it at this much at most.', atLeast: 'A rule keeps it at this much at least.' },
    for: 'speaks for the same',
    against: 'speaks for different answers',
    keys: 'Arrow keys move, Enter compares the two answers.',
  },

  divergence: {
    sentence: 'What the answers disagree on, and who says what, in their own words.',
    back: 'The whole run',
    own: 'Open as a page',
    copyLink: 'Copy the address',
    points: 'Point by point',
    pointsSentence: 'Every point that at least one answer makes, the disputed ones first.',
    pointsCaption: 'Who supports, contradicts or leaves out each point',
    pointsNone: 'The answers make no points that can be set against each other.',
    disputed: 'disputed',
    stances: { supports: 'says so', contradicts: 'says otherwise', silent: 'does not say' },
    more: (n: number) => `Show ${plural(n, 'more point', 'more points')}`,
  },

  compare: {
    title: 'Two answers side by side',
    button: 'Compare two answers',
    left: 'Left answer',
    right: 'Right answer',
    swap: 'Swap the sides',
    both: (n: number) => `Both say (${n})`,
    conflict: (n: number) => `They contradict each other (${n})`,
    only: (name: string, n: number) => `Only ${name} says (${n})`,
    oneOnly: 'What only one of them says',
    nothing: 'Nothing of this kind was found.',
    tooFew: 'There are no two complete answers to compare.',
    loading: 'Setting the answers side by side',
    keys: 'j and k go from point to point, x swaps the sides, [ and ] choose the next pair.',
    whole: 'The whole answers',
  },
};
