import type { share as english } from '../english/share.ts';

export const share: typeof english = {
  share: {
    button: 'Teilen',
    title: 'Teilen und mitnehmen',
    linkTitle: 'Link',
    linkText:
      'Wer den Link hat, sieht diesen Lauf, wie er jetzt steht: nichts sonst aus Ihrem Verlauf und keine Kosten.',
    open: 'Einen Link gibt es, wenn der Lauf beendet ist.',
    make: 'Link erstellen',
    address: 'Link zu diesem Lauf',
    once: 'Bitte jetzt kopieren: Er wird nur dieses eine Mal gezeigt.',
    copy: 'Link kopieren',
    here: 'Dieser Server ist nur von diesem Rechner aus erreichbar, und so auch der Link.',
    listTitle: 'Gültige Links',
    made: (when) => `erstellt ${when}`,
    revoke: 'Widerrufen',
    revokeNamed: (when) => `Den Link widerrufen, erstellt ${when}`,
    revoked: 'Widerrufen. Der Link öffnet nichts mehr.',
    filesTitle: 'Dateien',
    markdown: 'Markdown',
    json: 'JSON',
    print: 'Drucken oder PDF',
    picture: 'Bild des Urteils (PNG)',
    export: 'Mitnehmen',
    pictureNote: 'Die Übereinstimmung sagt, wie weit die Modelle dasselbe sagen, nicht, ob sie recht haben.',
    rehearsalShort: 'Probe (rehearsal): simulierte Antworten',
    sharedHead: (when) => `Ein geteilter Lauf, Stand ${when}`,
    unknownTitle: 'Dieser Link öffnet nichts',
  },
};
