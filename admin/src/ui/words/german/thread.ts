import { plural } from '../plural.ts';
import type { thread as english } from '../english/thread.ts';

export const thread: typeof english = {
  thread: {
    branches: 'Zweige dieser Frage',
    branch: (n, of) => `${n} von ${of}`,
    earlierBranch: 'Früherer Zweig',
    laterBranch: 'Späterer Zweig',
    edit: 'Frage ändern',
    editLabel: 'Geänderte Frage',
    editHint: 'Fragt dieselben Modelle in einem neuen Zweig. Die alte Frage und ihre Antworten bleiben.',
    older: 'Seitdem wurde ein weiteres Modell gefragt.',
    showNewer: 'Die neuere Fassung zeigen',
    continued: (n) => `Ein weiteres Modell kam zu ${plural(n, 'früheren Antwort', 'früheren Antworten')} hinzu.`,
    showBefore: 'Die Fassung davor zeigen',
    watch: 'Beim Antworten zusehen',
    openAnswers: (n) => (n === 1 ? 'Die Antwort öffnen' : `Die ${n} Antworten öffnen`),
    addModel: 'Ein weiteres Modell fragen',
    addModelHint:
      'Es bekommt dieselbe Frage. Seine Antwort kommt verspätet zu den anderen, und die Übereinstimmung folgt; kein anderes Modell wird noch einmal gefragt.',
    tryAgain: 'hat nicht geantwortet: noch einmal',
    noOther: 'Kein anderes Modell kann gefragt werden. Einen Schlüssel hinzufügen oder ein Modell einschalten.',
    askWhy: (name) => `${name} fragen, warum`,
    askOnly: (name) => `Nur ${name}`,
    askAll: 'Stattdessen alle Modelle fragen',
    why: (says) => `Warum sagst du „${says}“?`,
  },
};
