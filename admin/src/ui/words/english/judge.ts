import { formatList } from '../../format.ts';

/** What is said of a judge: a model that settles what code alone leaves open. */
export const judge = {
  judge: {
    asking: 'A judge is reading the answers.',
    applied: (score: string) =>
      `A judge settled pairs that code alone left open. Without it the number would be ${score}.`,
    unchanged: 'A judge was asked and changed nothing.',
    unconfirmed: 'A judge saw it otherwise and no second one confirmed that. This is the result of code alone.',
    failed: 'A judge was asked and failed. This is the result of code alone.',
    suspected: 'An answer tries to speak to judges, so none was asked. This is the result of code alone.',
    noScore: 'missing',
    asked: (names: readonly string[], cost: string | null) =>
      cost === null ? `Asked: ${formatList(names)}.` : `Asked: ${formatList(names)}, for ${cost}.`,
  },
};
