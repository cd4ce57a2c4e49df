import { formatCount } from '../../format.ts';
import { plural } from '../plural.ts';
import type { library as english } from '../english/library.ts';

export const library: typeof english = {
  history: {
    title: 'Verlauf',
    sentence: 'Alle Sitzungen, die neueste zuerst; eine Sitzung ist eine Frage mit ihren Nachfragen.',
    search: 'Fragen und Titel durchsuchen',
    empty: 'Noch nichts gefragt.',
    emptyNext: 'Die erste Frage stellen',
    noMatch: (q) => `Nichts passt zu „${q}“. Weniger Wörter versuchen.`,
    more: 'Mehr zeigen',
    rename: 'Umbenennen',
    save: 'Speichern',
    cancel: 'Abbrechen',
    newTitle: 'Titel',
    remove: 'Löschen',
    removeTitle: 'Diese Sitzung löschen?',
    removeText: (title, n) =>
      `„${title}“ und ${n === 1 ? 'der zugehörige Lauf' : `die zugehörigen ${formatCount(n)} Läufe`} werden entfernt. Das lässt sich nicht rückgängig machen.`,
    removed: 'Gelöscht.',
    runs: (n) => plural(n, 'Lauf', 'Läufe'),
    showRuns: (n) => (n === 1 ? 'Den Lauf zeigen' : `Die ${formatCount(n)} Läufe zeigen`),
    noScore: 'ohne Wert',
    states: {
      queued: 'wartet',
      running: 'läuft',
      done: 'ohne Wert',
      failed: 'fehlgeschlagen',
      cancelled: 'angehalten',
    },
  },
  models: {
    title: 'Modelle',
    inPanel: 'In der Auswahl',
    others: 'Verfügbar',
    late: 'immer verspätet',
    rehearsal: 'Probe (rehearsal)',
    vendorFailed: (vendor) => `${vendor} konnte seine Modelle nicht nennen:`,
    written: 'Die Synthese schreibt',
    compared: 'Antworten werden verglichen mit dem Embedder',
    none: 'Kein Modell ist verfügbar.',
    more: (n) => `${formatCount(n)} weitere zeigen`,
  },
};
