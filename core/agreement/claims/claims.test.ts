import { readFileSync } from 'node:fs';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessAgreement } from '../assess.ts';
import { comparison } from '../testing.ts';
import { alignClaims } from './align-claims.ts';
import { type LabelledPanel, measureClaims } from './measure-claims.ts';
import { measurePlanted } from './plant-difference.ts';

const question = 'How should I store potatoes?';
const ten = [
  'Keep them in the dark.',
  'Choose a dry place.',
  'A paper bag lets air through.',
  'Do not wash them before storing.',
  'Onions should lie elsewhere.',
  'Throw away green ones.',
  'Sprouts can be cut out.',
  'Eight degrees are ideal.',
  'Check them every week.',
  'They last about two months.',
];

function align(...texts: readonly string[]) {
  return alignClaims(
    question,
    texts.map((text, index) => ({ model: `m${index}`, text })),
  );
}

const marks = { supports: '+', contradicts: '-', silent: '.' } as const;

function stances(table: ReturnType<typeof align>): string[] {
  return table.claims.map((claim) => claim.stances.map(({ stance }) => marks[stance]).join(''));
}

describe('two long answers', () => {
  it('that agree on nine points and differ on one show exactly that', () => {
    const other = ten.with(9, 'They last about six months.').toReversed();
    const table = align(ten.map((point) => `- ${point}`).join('\n'), other.join(' '));
    expect(stances(table)).toEqual(['+-', ...Array.from({ length: 9 }, () => '++')]);
    expect(table.claims[0]?.stances.map(({ quote }) => quote)).toEqual([ten[9], 'They last about six months.']);
  });

  it.each([
    ['Never put them in the fridge.', 'Put them in the fridge.', '+-'],
    ['Leave the washing for later: do not wash them.', 'They should not be washed.', '++'],
    ['Check them weekly.', 'Check them monthly.', '+-'],
    ['Use a tightly closed bag.', 'Use an open bag.', '+-'],
    ['Wash them before you store them.', 'Wash them after you store them.', '+-'],
    ['The farmer sorts them, not the shop.', 'The shop sorts them and not the farmer.', '+-'],
    ['Keep them for no longer than 8 weeks.', 'Keep them for 8 weeks.', '++'],
    ['Keep the cellar at 8 °C.', 'Keep the cellar at 15 °C.', '+-'],
    ['Keep the cellar at 8 °C for 3 weeks.', 'Keep the cellar at 9 °C for 3 weeks.', '+-'],
    ['Check the sacks once a week.', 'Check the sacks every 7 days.', '++'],
    ['Check the sacks every two weeks.', 'The sacks should be checked daily.', '+-'],
    ['Wash the sacks before drying them.', 'Dry the sacks after washing them.', '++'],
    ['Dry the sacks before washing them.', 'Wash the sacks before drying them.', '+-'],
    ['Sacks are better than boxes.', 'Boxes are better than sacks.', '+-'],
    ['Washing the sacks is not needed.', 'Wash the sacks.', '+-'],
    ['Keep the sacks loosely closed.', 'The sacks must not be closed tightly.', '++'],
    ['Close the sacks when nobody needs them.', 'Close the sacks when you are done.', '++'],
    ['The farmer calls it "never wash the sacks", an old rule.', 'The farmer has an old rule for the sacks.', '++'],
    ['The acidity or alkalinity of the soil matters.', 'The acidity or basicity of the soil matters.', '++'],
    ['Do not sell the sacks when prices fall.', 'Sell the sacks when prices fall.', '+-'],
    ['Put the sacks in bright, indirect light.', 'Do not put the sacks in bright, indirect light.', '+-'],
  ])('%s / %s', (left, right, expected) => {
    expect(stances(align(left, right))).toEqual([expected]);
  });

  it('do not contradict each other under other conditions', () => {
    expect(stances(align('In summer water the plants weekly.', 'In winter water the plants monthly.'))).toEqual([
      '+.',
      '.+',
    ]);
  });

  it('contradict each other when they come down on other things that were offered', () => {
    const said = ['A wooden crate is the better choice.', 'Take a plastic box.', 'Do not use a plastic box.'];
    const table = alignClaims(
      'Should I keep them in a wooden crate or a plastic box?',
      said.map((text, index) => ({ model: `m${index}`, text })),
    );
    expect(stances(table)).toEqual(['+-+']);
  });

  it('leave each other silent on what only one says', () => {
    expect(stances(align('Use a paper bag.', 'Green spots contain solanine.'))).toEqual(['+.', '.+']);
  });
});

it('takes the side of the majority as what the point says', () => {
  const table = align('Never use the fridge.', 'Put them into the fridge.', 'Do not use a fridge.');
  expect(table.claims[0]).toMatchObject({
    text: 'Never use the fridge.',
    stances: [{ stance: 'supports' }, { stance: 'contradicts' }, { stance: 'supports' }],
  });
});

it('leaves out headings, code, tables and greetings', () => {
  const text =
    'Sure, here are some tips:\n\n## 1. Storing\n\n```sh\nrm -rf potatoes\n```\n\n| a | b |\n\n**A cellar.** Keep the cellar dark.';
  expect(align(text, '').claims.map((claim) => claim.text)).toEqual(['Keep the cellar dark.']);
});

describe('any answers', () => {
  const piece = oneof(
    constantFrom(...ten, '- ', '\n', '**', 'not ', 'never; ', '1,234 ', '🙂', '\uD800', '. ', 'rather than '),
    string({ unit: 'binary', maxLength: 40 }),
  );
  const text = array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

  it('give stances of every model, quotes of its own answer, and none where it is silent', () => {
    assert(
      property(array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const table = align(...texts);
        for (const claim of table.claims) {
          expect(claim.stances.map(({ model }) => model)).toEqual(table.models);
          claim.stances.forEach(({ stance, quote }, index) => {
            expect(stance === 'silent').toBe(quote === '');
            expect(texts[index]).toContain(quote);
          });
          expect(claim.stances.some(({ stance }) => stance === 'supports')).toBe(true);
        }
        expect(align(...texts)).toEqual(table);
      }),
      { numRuns: 150 },
    );
  });

  it('of 32,000 hostile characters are read', () => {
    for (const part of ['a', 'not ', '; ', ', but x y z', 'no 3 ', '(', '\n', 'Keep it dry. ']) {
      const long = part.repeat(Math.floor(32_000 / part.length));
      expect(align(long, `${long}x`, 'Keep it dry.').models).toHaveLength(3);
    }
  });
});

describe('the agreement of long answers', () => {
  const other = ten.with(3, 'Wash them before storing.').toReversed();

  it('tells the point on which answers of one position contradict each other, with quotes', () => {
    const { disagreements } = assessAgreement(comparison(question, ten.join(' '), other.join(' ')));
    const [point] = disagreements.filter(({ reason }) => reason === 'polarity');
    expect(point).toMatchObject({
      point: 'Do not wash them before storing.',
      sides: [
        { quote: 'Do not wash them before storing.', models: ['model-0'] },
        { quote: 'Wash them before storing.', models: ['model-1'] },
      ],
    });
  });

  it('says nothing of the kind of short answers and of plain facts', () => {
    expect(assessAgreement(comparison(question, ...ten.slice(0, 2))).disagreements).toHaveLength(1);
    const facts = assessAgreement(
      comparison('Who wrote Faust?', `Goethe. ${ten.join(' ')}`, `Goethe. ${other.join(' ')}`),
    );
    expect(facts.disagreements).toEqual([]);
  });
});

function aligned({ question: asked, answers }: LabelledPanel) {
  return alignClaims(asked, answers);
}

describe('the labelled panels', () => {
  const panels = readFileSync(new URL('open-panels.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledPanel & { split: string; id: string });

  const ofSplit = (name: string) => panels.filter(({ split }) => split === name);

  it('are at least 60, of different names, half of them held out, with quotes of their answers', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBeGreaterThanOrEqual(60);
    expect(panels.filter(({ split }) => split === 'held-out')).toHaveLength(panels.length / 2);
    for (const { answers, claims } of panels) {
      for (const { stances: labels } of claims) {
        labels.forEach(({ stance, quote }, index) => {
          expect(stance === 'silent').toBe(quote === '');
          expect(answers[index]?.text).toContain(quote);
        });
      }
    }
  });

  it('show exactly the one difference that is planted, and nothing without one', () => {
    expect(measurePlanted(ofSplit('tuned'), aligned)).toMatchObject({
      planted: { hit: 53, total: 53 },
      quiet: { hit: 30, total: 30 },
    });
    const { planted, quiet } = measurePlanted(ofSplit('held-out'), aligned);
    expect(planted.hit / planted.total).toBeGreaterThan(0.75);
    expect(quiet.hit / quiet.total).toBeGreaterThan(0.8);
  });

  it('are met as docs/agreement.md says', () => {
    const found = measureClaims(ofSplit('held-out'), aligned);
    expect(found.stances.hit / found.stances.total).toBeGreaterThan(0.75);
    expect(found.contradictionsFound.hit / found.contradictionsFound.total).toBeGreaterThan(0.4);
  });
});
