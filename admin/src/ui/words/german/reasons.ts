import { formatList } from '../../format.ts';
import { plural } from '../plural.ts';
import type { reasons as english } from '../english/reasons.ts';

export const reasons: typeof english = {
  evidence: {
    show: 'Worauf das beruht:',
    title: 'Das beruht auf',
    noQuote: 'in anderen Worten',
    jump: (name) => `In der Antwort von ${name} zeigen`,
    close: 'Schließen',
  },

  score: {
    share: 'Anteil der führenden Position',
    inside: 'Übereinstimmung darin',
    coverage: 'Antworten mit Position',
    lowers: (names, reason) => `${formatList(names)} ${names.length === 1 ? 'weicht' : 'weichen'} ab: ${reason}.`,
    record: 'Wie oft solche Runden richtig lagen',
    recordText: (right, panels, data) => `${right} von ${panels}: ${data}`,
    recordNote: 'Gemessen an Fragen mit bekannter Antwort. Es ist kein Teil der Zahl.',
    loading: 'Die Gründe werden geladen',
  },

  pair: {
    title: (a, b) => `${a} und ${b}`,
    says: (p) => `${p}, dass sie dasselbe sagen`,
    factors: {
      words: ['sie teilen Wörter, die nicht in der Frage stehen', 'sie teilen kaum Wörter außer denen der Frage'],
      names: ['sie nennen dasselbe', 'sie teilen wenige Namen'],
      otherNames: ['sie nennen nur nebenbei Verschiedenes', 'sie nennen Verschiedenes'],
      sameNumber: ['sie nennen dieselbe Zahl', 'sie nennen dieselbe Zahl'],
      otherNumber: ['sie nennen verschiedene Zahlen', 'sie nennen verschiedene Zahlen'],
      mentionedNumber: ['eine erwähnt die Zahl der anderen', 'eine erwähnt die Zahl der anderen nur nebenbei'],
      furtherNumbers: ['weitere Zahlen sind gleich', 'weitere Zahlen weichen ab'],
      sameDate: ['sie nennen dasselbe Datum', 'sie nennen dasselbe Datum'],
      otherDate: ['sie nennen verschiedene Daten', 'sie nennen verschiedene Daten'],
      mentionedDate: ['eine erwähnt das Datum der anderen', 'eine erwähnt das Datum der anderen nur nebenbei'],
      sameStance: ['beide sagen Ja oder beide Nein', 'beide sagen Ja oder beide Nein'],
      oppositeStance: ['eine sagt Ja, die andere Nein', 'eine sagt Ja, die andere Nein'],
      denial: [
        'eine Verneinung oder ein Gegensatz liegt dazwischen',
        'eine Verneinung oder ein Gegensatz liegt dazwischen',
      ],
      noDenial: ['Verneinungen und Gegensätze gleichen sich aus', 'Verneinungen und Gegensätze gleichen sich aus'],
      sameFinal: ['die kurze Antwort ist dieselbe', 'die kurze Antwort ist dieselbe'],
      silence: ['eine bezieht keine Position', 'eine bezieht keine Position'],
      shape: ['Länge und Form sprechen für dasselbe', 'Länge und Form sprechen für Verschiedenes'],
      start: ['solche Antworten stimmen meist überein', 'solche Antworten weichen meist voneinander ab'],
      others: ['andere Antworten stehen beiden nahe', 'andere Antworten stehen nur einer von beiden nahe'],
      entailment: [
        'ein Folgerungsmodell liest die eine aus der anderen',
        'ein Folgerungsmodell liest einen Widerspruch',
      ],
    },
    rule: {
      atMost: 'Eine Regel hält es bei höchstens so viel.',
      atLeast: 'Eine Regel hält es bei mindestens so viel.',
    },
    for: 'spricht für dasselbe',
    against: 'spricht für Verschiedenes',
    keys: 'Pfeiltasten bewegen, die Eingabetaste vergleicht die beiden Antworten.',
  },

  divergence: {
    sentence: 'Worin die Antworten uneins sind und wer was sagt, in ihren eigenen Worten.',
    back: 'Der ganze Lauf',
    own: 'Als Seite öffnen',
    copyLink: 'Adresse kopieren',
    points: 'Punkt für Punkt',
    pointsSentence: 'Jeder Punkt, den mindestens eine Antwort nennt, die strittigen zuerst.',
    pointsCaption: 'Wer jeden Punkt stützt, bestreitet oder auslässt',
    pointsNone: 'Die Antworten nennen keine Punkte, die sich gegenüberstellen lassen.',
    disputed: 'strittig',
    stances: { supports: 'sagt es', contradicts: 'sagt es anders', silent: 'sagt nichts dazu' },
    more: (n) => `${plural(n, 'weiteren Punkt', 'weitere Punkte')} zeigen`,
  },

  compare: {
    title: 'Zwei Antworten nebeneinander',
    button: 'Zwei Antworten vergleichen',
    left: 'Linke Antwort',
    right: 'Rechte Antwort',
    swap: 'Seiten tauschen',
    both: (n) => `Beide sagen (${n})`,
    conflict: (n) => `Sie widersprechen sich (${n})`,
    only: (name, n) => `Nur ${name} sagt (${n})`,
    oneOnly: 'Was nur eine von beiden sagt',
    nothing: 'Nichts dieser Art wurde gefunden.',
    tooFew: 'Es gibt keine zwei vollständigen Antworten zum Vergleichen.',
    loading: 'Die Antworten werden nebeneinandergestellt',
    keys: 'j und k gehen von Punkt zu Punkt, x tauscht die Seiten, [ und ] wählen das nächste Paar.',
    whole: 'Die ganzen Antworten',
  },
};
