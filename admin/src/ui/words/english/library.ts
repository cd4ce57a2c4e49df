import { formatCount } from '../../format.ts';
import { plural } from '../plural.ts';

/** What is kept: history and models. */
export const library = {
  history: {
    title: 'History',
    sentence: 'Every session, newest first; a session is a question and its follow-ups.',
    search: 'Search questions and titles',
    empty: 'Nothing asked yet.',
    emptyNext: 'Ask the first question',
    noMatch: (q: string) => `Nothing matches “${q}”. Try fewer words.`,
    more: 'Show more',
    rename: 'Rename',
    save: 'Save',
    cancel: 'Cancel',
    newTitle: 'Title',
    remove: 'Delete',
    removeTitle: 'Delete this session?',
    removeText: (title: string, n: number) =>
      `“${title}” and ${n === 1 ? 'its run' : `its ${formatCount(n)} runs`} will be removed. This cannot be undone.`,
    removed: 'Deleted.',
    runs: (n: number) => plural(n, 'run', 'runs'),
    showRuns: (n: number) => (n === 1 ? 'Show its run' : `Show its ${formatCount(n)} runs`),
    noScore: 'no score',
    states: { queued: 'queued', running: 'running', done: 'no score', failed: 'failed', cancelled: 'stopped' },
  },
  models: {
    title: 'Models',
    inPanel: 'In the panel',
    others: 'Available',
    late: 'always late',
    rehearsal: 'rehearsal',
    vendorFailed: (vendor: string) => `${vendor} could not list its models:`,
    written: 'The synthesis is written by',
    compared: 'answers are compared with the embedder',
    none: 'No model is available.',
    more: (n: number) => `Show ${formatCount(n)} more`,
  },
};
