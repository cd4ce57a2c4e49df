import { formatList } from '../../format.ts';
import type { judge as english } from '../english/judge.ts';

export const judge: typeof english = {
  judge: {
    asking: 'Ein Gutachter liest die Antworten.',
    applied: (score) =>
      `Ein Gutachter hat Paare entschieden, die der Code allein offen ließ. Ohne ihn wäre die Zahl ${score}.`,
    unchanged: 'Ein Gutachter wurde gefragt und hat nichts geändert.',
    unconfirmed:
      'Ein Gutachter sah es anders, und kein zweiter hat das bestätigt. Dies ist das Ergebnis des Codes allein.',
    failed: 'Ein Gutachter wurde gefragt und ist ausgefallen. Dies ist das Ergebnis des Codes allein.',
    suspected:
      'Eine Antwort wendet sich an Gutachter, darum wurde keiner gefragt. Dies ist das Ergebnis des Codes allein.',
    noScore: 'nicht vorhanden',
    asked: (names, cost) =>
      cost === null ? `Gefragt: ${formatList(names)}.` : `Gefragt: ${formatList(names)}, für ${cost}.`,
  },
};
