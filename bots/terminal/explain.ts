import wrapAnsi from 'wrap-ansi';
import { explainRun } from '#core';
import type { Explanation, PairExplanation } from '#core';
import type { ConsensusView } from '#core/view';
import { plainText } from './plain-text.ts';
import type { Screen } from './render.ts';

const pairsMax = 10;
const claimsMax = 20;
const marks = { supports: '+', contradicts: '-', silent: '\u00b7' } as const;

/** Why the run has its score: its terms, what weighed in each pair, and the points one by one. */
export function renderExplanation(view: ConsensusView, screen: Screen): string {
  const explanation = explainRun(view);
  const labelOf = (model: string) => view.answers.find((answer) => answer.model === model)?.label ?? model;
  const parts = [
    [screen.colors.bold('Why this score'), ...explanation.summary, ...recordLines(explanation)]
      .map((line) => wrap(line, screen))
      .join('\n'),
    explanation.pairs
      .slice(0, pairsMax)
      .map((pair) => pairLines(pair, labelOf, screen))
      .join('\n'),
    claimLines(explanation, labelOf, screen),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function recordLines({ trackRecord }: Explanation): string[] {
  return (trackRecord?.records ?? []).map(
    ({ data, right, panels }) =>
      `Track record, not part of the score: of ${panels} panels with ${trackRecord?.band} agreement on ${data}, ${right} chose a right answer (${Math.round((100 * right) / panels)} %).`,
  );
}

function pairLines(pair: PairExplanation, labelOf: (model: string) => string, screen: Screen): string {
  const head = `${labelOf(pair.a)} and ${labelOf(pair.b)}: ${Math.round(100 * pair.p)} % the same (${pair.reason}: ${pair.words})`;
  const rule =
    pair.rule === null
      ? []
      : [
          `a rule sets it to ${pair.rule.bound === 'atMost' ? 'at most' : 'at least'} ${Math.round(100 * pair.rule.p)} %`,
        ];
  const factors = pair.factors.map(
    ({ effect, words }) => `${effect > 0 ? '+' : '-'}${Math.abs(effect).toFixed(1)} ${words}`,
  );
  const details = [...rule, ...factors].map((line) => screen.colors.dim(wrap(line, screen, '   ')));
  return [wrap(head, screen), ...details].join('\n');
}

function claimLines({ claims: table }: Explanation, labelOf: (model: string) => string, screen: Screen): string {
  const shared = table.claims.filter(({ stances }) => stances.filter(({ stance }) => stance !== 'silent').length > 1);
  if (shared.length === 0) {
    return '';
  }
  const contradicted = shared.filter(({ stances }) => stances.some(({ stance }) => stance === 'contradicts')).length;
  const alone = table.claims.length - shared.length;
  const head = `Point by point: ${shared.length} made by more than one answer, ${contradicted} of them contradicted, ${alone} by one alone`;
  const order = `${table.models.map(labelOf).join(', ')}: + supports, - contradicts, ${marks.silent} silent`;
  const lines = shared
    .slice(0, claimsMax)
    .map(({ text, stances }) =>
      wrap(`${stances.map(({ stance }) => marks[stance]).join('')}  ${plainText(text)}`, screen),
    );
  return [screen.colors.bold(head), wrap(order, screen), ...lines].join('\n');
}

function wrap(line: string, { columns }: Screen, indent = ''): string {
  return wrapAnsi(line, Math.max(20, Math.min(columns, 100) - indent.length), { hard: true })
    .split('\n')
    .map((part) => indent + part)
    .join('\n');
}
