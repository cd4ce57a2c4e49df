import { plural } from '../plural.ts';

/** A conversation: its branches, its versions, and who is asked next. */
export const thread = {
  thread: {
    branches: 'Branches of this question',
    branch: (n: number, of: number) => `${n} of ${of}`,
    earlierBranch: 'Earlier branch',
    laterBranch: 'Later branch',
    edit: 'Edit the question',
    editLabel: 'Edited question',
    editHint: 'Asks the same models in a new branch. The old question and its answers stay.',
    older: 'One more model was asked since.',
    showNewer: 'Show the newer version',
    continued: (n: number) => `One more model joined ${plural(n, 'answer', 'answers')} that came before.`,
    showBefore: 'Show the version before',
    watch: 'Watch it being answered',
    openAnswers: (n: number) => (n === 1 ? 'Open its answer' : `Open its ${n} answers`),
    addModel: 'Ask one more model',
    addModelHint:
      'It gets the same question. Its answer joins the others as a late one and the agreement follows; no other model is asked again.',
    tryAgain: 'did not answer: try again',
    noOther: 'No other model can be asked. Add a key, or switch a model on.',
    askWhy: (name: string) => `Ask ${name} why`,
    askOnly: (name: string) => `Only ${name}`,
    askAll: 'Ask all models instead',
    why: (says: string) => `Why do you say “${says}”?`,
  },
};
