import { describe, expect, it } from 'vitest';
import { assessAgreement } from './assess.ts';
import { readDates } from './text/read-dates.ts';
import { isSameNumber } from './text/is-same-number.ts';
import { readNumbers } from './text/read-numbers.ts';
import { readQuestion } from './text/read-question.ts';
import { readTokens } from './text/read-tokens.ts';
import { comparison } from './testing.ts';

describe('numbers', () => {
  it.each([
    ['1,234.56', 1234.56],
    ['1.234,56', 1234.56],
    ['1 234,56', 1234.56],
    ['1\u00A0234,56', 1234.56],
    ['1\u202F234\u202F567', 1_234_567],
    ["1'234.50", 1234.5],
    ['1’234’567', 1_234_567],
    ['12,34,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['3,5 Millionen', 3_500_000],
    ['2 millones', 2_000_000],
    ['7 milliards', 7e9],
    ['3万', 30_000],
    ['cinco', 5],
    ['zwölf', 12],
    ['trois', 3],
    ['sette', 7],
    ['dois', 2],
    ['12. 9 km', 12.9],
  ])('%s', (text, value) => {
    expect(readNumbers(text, readTokens(text)).map((mention) => mention.value)).toEqual([value]);
  });

  it.each(['in 2019 300 people', 'pages 12 and 345', '4 56', '5 1000'])('%s are two', (text) => {
    expect(readNumbers(text, readTokens(text))).toHaveLength(2);
  });
});

describe('dates', () => {
  it.each([
    ['3 March 1986'],
    ['3. März 1986'],
    ['3 de marzo de 1986'],
    ['3 mars 1986'],
    ['3 de março de 1986'],
    ['3 marzo 1986'],
    ['1986年3月3日'],
    ['1986-03-03'],
    ['03.03.1986'],
    ['3/3/1986'],
  ])('%s', (text) => {
    expect(readDates(text, readTokens(text))).toMatchObject([{ yearFrom: 1986, month: 3, day: 3 }]);
  });

  it.each([['12/31'], ['31/12'], ['am 31.12.'], ['31 de diciembre'], ['le 31 décembre'], ['31 dicembre']])(
    '%s',
    (text) => {
      expect(readDates(text, readTokens(text))).toMatchObject([{ yearFrom: 0, month: 12, day: 31 }]);
    },
  );

  it.each(['It costs 31.12.', '3/4 of them', 'Marco wrote it.'])('%s is none', (text) => {
    expect(readDates(text, readTokens(text))).toEqual([]);
  });

  it('reads 3/4/2018 as either of both days', () => {
    const question = 'When was it?';
    expect(probability(question, '3/4/2018', 'March 4, 2018')).toBeGreaterThan(0.8);
    expect(probability(question, '3/4/2018', '3 April 2018')).toBeGreaterThan(0.8);
    expect(probability(question, '3/4/2018', '5 April 2018')).toBeLessThan(0.3);
  });
});

describe('yes and no', () => {
  it.each([
    ['¿Es comestible la cáscara?', 'Sí, se puede comer.', 'Sí, es comestible.', 'No, no es comestible.'],
    ['Kann man die Schale essen?', 'Ja, man kann sie essen.', 'Ja.', 'Nein, das kann man nicht.'],
    ['Est-ce que la peau se mange ?', 'Oui, elle est comestible.', 'Oui.', 'Non, elle ne se mange pas.'],
    ['Pode-se comer a casca?', 'Sim, pode-se comer.', 'Sim.', 'Não, não se pode comer.'],
    ['Si può mangiare la buccia?', 'Sì, è commestibile.', 'Sì.', 'No, non si può.'],
    ['果皮可以吃吗？', '是的，可以吃。', '可以。', '不，不能吃。'],
    ['皮は食べられますか？', 'はい、食べられます。', 'はい。', 'いいえ、食べられません。'],
  ])('%s', (question, ...said) => {
    const { positions } = assessAgreement(comparison(question, ...said));
    expect(positions.map(({ models }) => models)).toEqual([['model-0', 'model-1'], ['model-2']]);
    expect(readQuestion(question).kind).not.toBe('none');
  });

  it('takes Spanish "si" for "if"', () => {
    const question = '¿Qué pasa si comes la cáscara?';
    expect(probability(question, 'Si comes la cáscara, no pasa nada.', 'No pasa nada si la comes.')).toBeGreaterThan(
      0.1,
    );
  });
});

describe('one answer in two languages of names', () => {
  it.each([
    ['Where was the painter born?', 'Germany', 'Alemania'],
    ['Which country won?', 'The United States', 'USA'],
    ['Which country won?', 'The U.S.', 'The United States of America'],
    ['In which city is it?', 'Wien', 'Vienna'],
    ['Which war was it?', 'World War II', 'The Second World War'],
    ['Which Super Bowl was it?', 'Super Bowl XXXII', 'Super Bowl 32'],
  ])('%s %s, %s', (question, a, b) => {
    expect(probability(question, a, b)).toBeGreaterThan(0.6);
  });

  it.each([
    ['Which country won?', 'The United States', 'The United Kingdom'],
    ['Which war was it?', 'World War I', 'World War II'],
    ['Where is it?', 'South America', 'North America'],
  ])('%s %s, not %s', (question, a, b) => {
    expect(probability(question, a, b)).toBeLessThan(0.5);
  });
});

describe('what is asked for', () => {
  it.each([
    ['Wann wurde die Brücke gebaut?', 'date'],
    ['¿Cuántos habitantes tiene?', 'number'],
    ['Où est la gare ?', 'place'],
    ['¿Quién lo escribió?', 'person'],
    ['Wer hat es geschrieben?', 'person'],
    ['Was ist die Hauptstadt?', 'thing'],
    ['Dove si trova?', 'place'],
    ['¿Por qué es azul el cielo?', 'open'],
    ['谁写的？', 'person'],
    ['什么时候建的？', 'date'],
    ['¿Puede volar un pingüino?', 'polar'],
    ['Ist Wasser nass?', 'polar'],
    ['When he was five, how many toys did he have?', 'number'],
    ['Do people who like order live longer?', 'polar'],
  ])('%s is a question of the kind %s', (text, kind) => {
    expect(readQuestion(text).kind).toBe(kind);
  });
});

function probability(question: string, a: string, b: string): number {
  return assessAgreement(comparison(question, a, b)).pairs[0]?.p ?? Number.NaN;
}

describe('yes and no', () => {
  it.each([
    ['¿Los murciélagos son ciegos?', 'No, los murciélagos ven', 'No son ciegos', 'Sí, todos son ciegos'],
    ['¿Existen los dragones?', 'No, son criaturas mitológicas', 'No existen los dragones', 'Sí, en Komodo'],
    ['Sind Fledermäuse blind?', 'Nein, sie können sehen', 'Nein', 'Ja, völlig'],
    ['Les chauves-souris sont-elles aveugles ?', 'Non, elles voient', 'Non', 'Oui, elles sont aveugles'],
    ['Os morcegos são cegos?', 'Não, os morcegos enxergam', 'Não são cegos', 'Sim, todos'],
    ['I pipistrelli sono ciechi?', 'No, i pipistrelli vedono', 'No', 'Sì, tutti'],
  ])('%s', (question, ...said) => {
    const { pairs } = assessAgreement(comparison(question, ...said));
    const [first, second, third] = pairs.map(({ p }) => p);
    expect(first).toBeLessThanOrEqual(0.1);
    expect(second).toBeLessThanOrEqual(0.1);
    expect(third).toBeGreaterThan(0.7);
  });

  it('hears no answer of no where nobody asked for one', () => {
    const { pairs } = assessAgreement(
      comparison(
        '¿Qué pasa si rompes un espejo?',
        'No pasa nada en particular',
        'No tendrás suerte durante siete años',
      ),
    );
    expect(pairs[0]?.p).toBeLessThan(0.5);
  });
});

it.each([
  ['speed', '70 mph', '112 km/h'],
  ['speed', '60 miles an hour', '97 km per hour'],
  ['volume', '2 gallons', '7.6 litres'],
  ['number', 'zwanzig', '20'],
])('one %s: %s and %s', (_, a, b) => {
  const [left, right] = [a, b].map((text) => readNumbers(text, readTokens(text))[0]);
  expect(left !== undefined && right !== undefined && isSameNumber(left, right)).toBe(true);
});
