import { plural } from '../plural.ts';

/** What a key does, in the order of the list. */
const keyList: readonly (readonly [key: string, what: string])[] = [
  ['/', 'Go to the question'],
  ['Enter', 'Ask'],
  ['Shift + Enter', 'New line in the question'],
  ['Esc', 'Stop the run in flight'],
  ['1 – 9', 'Jump to a model’s answer'],
  ['d', 'Open the divergence report'],
  ['Ctrl + K, ⌘ + K', 'Go to a page, an answer or an earlier question'],
  ['?', 'Show this list'],
];

/** What stands around every page, the question and the panel. */
export const page = {
  product: 'Consilience',
  skipLink: 'Skip to the content',
  nav: {
    label: 'Main',
    ask: 'Ask',
    history: 'History',
    models: 'Models',
    keys: 'Keys',
    recent: 'Recent questions',
    language: 'Language',
  },
  today: 'Today',
  yesterday: 'Yesterday',
  earlier: 'Earlier',

  ask: {
    title: 'Ask several models at once',
    sentence:
      'Every model you choose answers the same question; you see where they agree, who dissents on what, and one answer you can check.',
    label: 'Your question',
    placeholder: 'What do you want to know?',
    followUp: 'Follow up, or ask something new',
    followUpLabel: 'Follow-up question',
    submit: 'Ask',
    asking: 'Asking',
    suggestions: 'Questions to begin with',
    tooLong: 'The question is over 16,000 characters. Shorten it.',
    hint: 'Enter asks, Shift+Enter begins a new line',
  },
  panel: {
    title: 'Models to ask',
    count: (n: number) => plural(n, 'model', 'models'),
    more: 'All models',
    reset: 'Default panel',
    search: 'Find a model',
    none: 'No model matches. Try fewer letters.',
    full: 'A panel has at most 8 models. Remove one to add another.',
    one: 'A panel has at least one model.',
    close: 'Done',
    loading: 'Loading the models',
  },
  rehearsal: 'Rehearsal models: simulated answers. Add a key to ask real ones.',
  howToChange: 'How to change it',

  palette: {
    title: 'Go to',
    label: 'Go to a page, an answer or an earlier question',
    none: 'Nothing matches. Try fewer letters.',
    ask: 'Ask something new',
    answer: (name: string) => `Answer of ${name}`,
  },
  keys: {
    title: 'Keys',
    close: 'Close',
    list: keyList,
  },
  notFound: { title: 'There is nothing at this address', text: 'Check the address, or ask something new.' },
  broken: {
    title: 'The page met an error',
    action: 'Reload the page. The run itself is not affected.',
    reload: 'Reload',
  },
  tryAgain: 'Try again',
};
