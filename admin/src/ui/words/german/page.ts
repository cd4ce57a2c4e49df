import { plural } from '../plural.ts';
import type { page as english } from '../english/page.ts';

export const page: typeof english = {
  product: 'Consilience',
  skipLink: 'Zum Inhalt springen',
  nav: {
    label: 'Hauptmenü',
    ask: 'Fragen',
    history: 'Verlauf',
    models: 'Modelle',
    keys: 'Tasten',
    recent: 'Letzte Fragen',
    language: 'Sprache',
  },
  today: 'Heute',
  yesterday: 'Gestern',
  earlier: 'Früher',

  ask: {
    title: 'Mehrere Modelle zugleich fragen',
    sentence:
      'Jedes gewählte Modell beantwortet dieselbe Frage; Sie sehen, worin sie übereinstimmen, wer worin abweicht, und eine Antwort, die sich prüfen lässt.',
    label: 'Ihre Frage',
    placeholder: 'Was möchten Sie wissen?',
    followUp: 'Nachfragen oder etwas Neues fragen',
    followUpLabel: 'Nachfrage',
    submit: 'Fragen',
    asking: 'Wird gefragt',
    suggestions: 'Fragen für den Anfang',
    tooLong: 'Die Frage hat über 16.000 Zeichen. Bitte kürzen.',
    hint: 'Eingabetaste fragt, Umschalt+Eingabetaste beginnt eine neue Zeile',
  },
  panel: {
    title: 'Modelle, die gefragt werden',
    count: (n) => plural(n, 'Modell', 'Modelle'),
    more: 'Alle Modelle',
    reset: 'Übliche Auswahl',
    search: 'Ein Modell suchen',
    none: 'Kein Modell passt. Weniger Buchstaben versuchen.',
    full: 'Höchstens 8 Modelle werden gefragt. Eines entfernen, um ein anderes zu wählen.',
    one: 'Mindestens ein Modell wird gefragt.',
    close: 'Fertig',
    loading: 'Modelle werden geladen',
  },
  rehearsal: 'Probemodelle (rehearsal): simulierte Antworten. Ein Schlüssel genügt, um echte zu fragen.',
  howToChange: 'So lässt es sich ändern',

  palette: {
    title: 'Gehe zu',
    label: 'Zu einer Seite, einer Antwort oder einer früheren Frage gehen',
    none: 'Nichts passt. Weniger Buchstaben versuchen.',
    ask: 'Etwas Neues fragen',
    answer: (name) => `Antwort von ${name}`,
  },
  keys: {
    title: 'Tasten',
    close: 'Schließen',
    list: [
      ['/', 'Zur Frage'],
      ['Enter', 'Fragen'],
      ['Shift + Enter', 'Neue Zeile in der Frage'],
      ['Esc', 'Den laufenden Lauf anhalten'],
      ['1 – 9', 'Zur Antwort eines Modells springen'],
      ['d', 'Den Bericht der Unterschiede öffnen'],
      ['Ctrl + K, ⌘ + K', 'Zu einer Seite, einer Antwort oder einer früheren Frage gehen'],
      ['?', 'Diese Liste zeigen'],
    ],
  },
  notFound: { title: 'Unter dieser Adresse ist nichts', text: 'Bitte die Adresse prüfen oder etwas Neues fragen.' },
  broken: {
    title: 'Auf der Seite ist ein Fehler aufgetreten',
    action: 'Die Seite neu laden. Der Lauf selbst ist nicht betroffen.',
    reload: 'Neu laden',
  },
  tryAgain: 'Noch einmal versuchen',
};
