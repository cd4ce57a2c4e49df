import wrapAnsi from 'wrap-ansi';
import type { Agreement, AnswerView, ConsensusView } from '#core/view';
import { plainText } from './plain-text.ts';
import { dollars, headline, seconds, stateWords } from './words.ts';
import type { Colors } from './words.ts';

/** Where it is printed: columns, the colours (or their absence), and the time in milliseconds since the epoch. */
export interface Screen {
  readonly columns: number;
  readonly colors: Colors;
  readonly now: number;
}

/** The picture of a run that is still moving: one line a model, the meter, the verdict so far. */
export function renderLive(view: ConsensusView, screen: Screen): string {
  const rows = view.answers.map((answer) => row(view, answer, screen));
  const verdict =
    view.agreement?.score === undefined ? [] : [screen.colors.bold(headline(view)), meter(view.agreement, screen)];
  return ['', ...rows, progress(view, screen), '', ...verdict, lastWords(view, screen)]
    .filter((line) => line !== null)
    .join('\n');
}

/** The whole run, with its explanation where that was asked for, the verdict last so that it stays on the screen. */
export function renderEnded(view: ConsensusView, screen: Screen, explanation = ''): string {
  const parts = [
    ...view.answers.map((answer) => answerPart(view, answer, screen)),
    disagreementPart(view, screen),
    synthesisPart(view, screen),
    explanation,
    verdictPart(view, screen),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** One line when a model has ended, for a pipe. */
export function renderAnswerLine(answer: AnswerView): string {
  return `${answer.label}: ${plainText(stateWords(answer, 0))}`;
}

function row(view: ConsensusView, answer: AnswerView, screen: Screen): string {
  const width = Math.max(...view.answers.map(({ label }) => label.length));
  const head = `  ${letter(view, answer.model, screen)}  ${answer.label.padEnd(width)}  ${stateWords(answer, screen.now)}`;
  const tail =
    answer.state === 'writing'
      ? `  ${screen.colors.dim(plainText(answer.text).replaceAll(/\s+/g, ' ').slice(-screen.columns))}`
      : '';
  return clip(head + tail, screen.columns);
}

function progress(view: ConsensusView, screen: Screen): string {
  const ended = view.answers.filter((answer) => answer.ms !== null).length;
  const share = view.answers.length === 0 ? 0 : ended / view.answers.length;
  const cells = 20;
  const filled = Math.round(share * cells);
  const bar = '━'.repeat(filled) + screen.colors.dim('─'.repeat(cells - filled));
  return `  ${bar} ${ended} of ${view.answers.length} in, ${seconds(screen.now - view.startedAt)}`;
}

/** A bar cut by position: widths are answers, letters carry the meaning, colours repeat it. */
function meter(agreement: Agreement | null, screen: Screen): string {
  if (agreement === null || agreement.positions.length === 0) {
    return '';
  }
  const cells = Math.min(40, screen.columns - 4);
  const counted = agreement.models.length;
  const bars = agreement.positions.map((position, index) => {
    const width = Math.max(3, Math.round((cells * position.models.length) / counted));
    return paint(index, screen)(` ${position.id} ${marks[index % marks.length]?.repeat(width - 3) ?? ''}`);
  });
  return `  ${bars.join('')}`;
}

const marks = ['█', '▒', '░', '▚'] as const;

function lastWords(view: ConsensusView, screen: Screen): string {
  const text = plainText(view.synthesis?.text ?? '').trim();
  return text === '' ? '' : `\n${wrapped(text, screen).split('\n').slice(-6).join('\n')}`;
}

function answerPart(view: ConsensusView, answer: AnswerView, screen: Screen): string {
  const { colors } = screen;
  const head = `${letter(view, answer.model, screen)}  ${colors.bold(answer.label)}  ${colors.dim(stateWords(answer, screen.now))}`;
  const help = answer.error === null ? '' : `   ${answer.error.action}`;
  const sources = answer.citations.map(
    ({ url, title }, index) => `   [${index + 1}] ${plainText(`${title} ${url}`).trim()}`,
  );
  const text = plainText(answer.text).trim();
  return [head, help, text === '' ? '' : indented(text, screen), ...sources].filter((line) => line !== '').join('\n');
}

function disagreementPart(view: ConsensusView, screen: Screen): string {
  const found = view.agreement?.disagreements ?? [];
  const points = found.map(({ point, sides }) => {
    const lines = sides.map((side) => {
      const holders = side.models.map((model) => labelOf(view, model)).join(', ');
      return indented(`${side.position}  ${plainText(side.summary)} (${holders})`, screen);
    });
    return [`${screen.colors.bold('They disagree:')} ${plainText(point)}`, ...lines].join('\n');
  });
  return points.join('\n');
}

function synthesisPart(view: ConsensusView, screen: Screen): string {
  const { synthesis } = view;
  if (synthesis === null || synthesis.kind === 'none') {
    return '';
  }
  if (synthesis.kind === 'best-answer') {
    const from = synthesis.model === null ? '' : ` (${labelOf(view, synthesis.model)})`;
    return view.answers.filter((answer) => answer.state === 'done').length > 1
      ? screen.colors.bold(`Best single answer${from}, no synthesis: see above.`)
      : '';
  }
  const sentences = synthesis.segments.map(({ text, models }) => {
    const support = [...new Set(models.map((model) => positionOf(view, model)))].toSorted().join('');
    return plainText(text).trim() + (support === '' ? '' : screen.colors.dim(` [${support}]`));
  });
  return `${screen.colors.bold('Synthesis')}\n${wrapped(sentences.join(' '), screen)}`;
}

const judgeWords = {
  asking: '',
  applied: 'A judge settled what code alone could not; --explain says how.',
  unchanged: '',
  unconfirmed: 'A judge saw it otherwise, unconfirmed: this is the result of code alone.',
  failed: 'The judge failed: this is the result of code alone.',
  suspected: 'An answer speaks to judges, so none was asked: this is the result of code alone.',
} as const;

function verdictPart(view: ConsensusView, screen: Screen): string {
  const { colors } = screen;
  const figures = [
    view.ms === null ? '' : seconds(view.ms),
    view.costMicros > 0 ? dollars(view.costMicros) : '',
    view.rehearsal ? 'rehearsal: simulated answers' : '',
  ].filter((figure) => figure !== '');
  const weak = view.agreement?.weak === true ? 'They agree, but say little that can be compared.' : '';
  const judge = judgeWords[view.agreement?.judge?.outcome ?? 'unchanged'];
  const bar = view.agreement?.score === null ? '' : meter(view.agreement, screen);
  return [bar, colors.bold(headline(view)), weak, judge, colors.dim(figures.join(' · '))]
    .filter((line) => line !== '')
    .join('\n');
}

function letter(view: ConsensusView, model: string, screen: Screen): string {
  const index = view.agreement?.positions.findIndex((position) => position.models.includes(model)) ?? -1;
  return index < 0 ? '·' : paint(index, screen)(view.agreement?.positions[index]?.id ?? '·');
}

function positionOf(view: ConsensusView, model: string): string {
  return view.agreement?.positions.find((position) => position.models.includes(model))?.id ?? '';
}

function labelOf(view: ConsensusView, model: string): string {
  return view.answers.find((answer) => answer.model === model)?.label ?? model;
}

function paint(index: number, { colors }: Screen): (text: string) => string {
  return [colors.green, colors.yellow, colors.magenta, colors.cyan][index % 4] ?? colors.white;
}

function clip(line: string, columns: number): string {
  return wrapAnsi(line, columns, { hard: true, trim: false }).split('\n')[0] ?? '';
}

/** Wraps line by line; a line's own indentation stays and is repeated below it. */
function wrapped(text: string, { columns }: Screen): string {
  const width = Math.min(columns, 100);
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^\s*/.exec(line)?.[0].slice(0, width / 2) ?? '';
      return wrapAnsi(line.trim(), width - indent.length, { hard: true })
        .split('\n')
        .map((part) => indent + part);
    })
    .join('\n');
}

function indented(text: string, screen: Screen): string {
  const narrow = { ...screen, columns: Math.max(20, Math.min(screen.columns, 100) - 3) };
  return wrapped(text, narrow)
    .split('\n')
    .map((line) => `   ${line}`.trimEnd())
    .join('\n');
}
