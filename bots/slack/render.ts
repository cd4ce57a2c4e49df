import type { ContainerBlock, KnownBlock, PlanBlock, RichTextBlock, TaskCardBlock } from '@slack/types';
import type { Block } from '#core/markdown';
import { isOpen } from '#core/view';
import type { AnswerView, ConsensusView } from '#core/view';
import type { RenderContext } from '../message.ts';
import { linkPolicy, neutralise, neutralLine, ownWords } from '../neutralise.ts';
import type { LinkPolicy } from '../neutralise.ts';
import { plainLines } from '../plain-words.ts';
import { splitBlocks } from '../split.ts';
import { footer, headline, isEnded, letterOf, meter, stateWords } from '../words.ts';
import { planned, slackLimits } from './limits.ts';
import { textSize } from './measure.ts';
import {
  actions,
  context,
  disagreementLines,
  escapedWithin,
  fallbackText,
  feedback,
  plain,
  sourcesOf,
  synthesisTitle,
  synthesisTree,
} from './parts.ts';
import type { SlackPart } from './parts.ts';
import { richLine, richText } from './rich-text.ts';
import type { RichWord } from './rich-text.ts';

/** A run as Slack messages, pure: the live one, and what of a long synthesis does not fit into it. */
export function renderRun(view: ConsensusView, render: RenderContext): readonly SlackPart[] {
  switch (render.rung) {
    case 'rich':
      return richRun(view, render);
    case 'compact':
      return compactRun(view, render);
    case 'plain':
      return plainRun(view, render);
  }
}

function richRun(view: ConsensusView, render: RenderContext): readonly SlackPart[] {
  const policy = linkPolicy(view);
  const pieces = splitBlocks(synthesisTree(view, policy), planned.synthesis);
  const fixed = {
    head: [...question(view, render), ...verdict(view)],
    synthesis: synthesis(view, pieces),
    tail: [...(isEnded(view) ? [feedback(render)] : []), actions(view, render), ...last(view)],
  };
  const sources = sourceList(view, policy);
  const plan = panel(view, policy);
  const used = textSize([...Object.values(fixed).flat(), ...sources, ...plan]);
  const answers = isEnded(view) ? containers(view, policy, planned.totalText - used) : [];
  const blocks = [...fixed.head, ...fixed.synthesis, ...sources, ...plan, ...answers, ...fixed.tail];
  return [{ text: fallbackText(view), blocks }, ...overflow(view, pieces)];
}

/** The question on top. What does not fit stands under it, up to a limit that is said. */
function question(view: ConsensusView, { asker }: RenderContext): KnownBlock[] {
  const whole = ownWords(view.question, 100_000).replaceAll(/\s+/g, ' ').trim();
  const rest = whole.length > slackLimits.headerText ? [context(whole)] : [];
  const by: KnownBlock[] =
    asker === null
      ? []
      : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `Asked by <@${asker}>`, verbatim: true }] }];
  return [{ type: 'header', text: plain(whole === '' ? 'A question' : whole, slackLimits.headerText) }, ...rest, ...by];
}

function verdict(view: ConsensusView): KnownBlock[] {
  const bar = meter(view);
  const weak = view.agreement?.weak === true ? 'They agree, but say little that can be compared.' : '';
  const lines: RichWord[] = [
    { type: 'text', text: headline(view), style: { bold: true } },
    ...(bar === '' ? [] : [{ type: 'text', text: `\n${bar}`, style: { code: true } } as const]),
    ...(weak === '' ? [] : [{ type: 'text', text: `\n${weak}` } as const]),
  ];
  const alerts = disagreementLines(view).map((line): KnownBlock => ({
    type: 'alert',
    level: 'warning',
    text: plain(line, 1_000),
  }));
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: lines }] }, ...alerts];
}

function synthesis(view: ConsensusView, pieces: readonly (readonly Block[])[]): KnownBlock[] {
  const [first] = pieces;
  const text = first === undefined ? null : richText(first);
  if (text === null) {
    return [];
  }
  const title = pieces.length > 1 ? `${synthesisTitle(view)}, part 1 of ${pieces.length}` : synthesisTitle(view);
  return [richLine(title, { bold: true }), text];
}

/** The further parts of a long synthesis, each a message of its own. */
function overflow(view: ConsensusView, pieces: readonly (readonly Block[])[]): readonly SlackPart[] {
  return pieces.slice(1).map((piece, index) => {
    const title = `${synthesisTitle(view)}, part ${index + 2} of ${pieces.length}`;
    return part(title, piece);
  });
}

function part(title: string, piece: readonly Block[]): SlackPart {
  const text = richText(piece);
  return {
    text: escapedWithin(`${title}: ${plainLines(piece)}`, planned.fallbackText),
    blocks: [richLine(title, { bold: true }), ...(text === null ? [] : [text])],
  };
}

const sourcesMax = 8;

function sourceList(view: ConsensusView, policy: LinkPolicy): KnownBlock[] {
  const sources = sourcesOf(view, policy);
  if (sources.length === 0) {
    return [];
  }
  const lines = sources.slice(0, sourcesMax).map(({ href, title, host, labels }): RichWord[] => {
    const name = title === '' ? host : `${title} (${host})`;
    const link: RichWord = href === null ? { type: 'text', text: name } : { type: 'link', url: href, text: name };
    return [link, { type: 'text', text: ` · ${labels.join(', ')}` }];
  });
  const more = sources.length - lines.length;
  const list: RichTextBlock = {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [{ type: 'text', text: 'Sources', style: { bold: true } }],
      },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: lines.map((elements) => ({ type: 'rich_text_section', elements })),
      },
    ],
  };
  return [list, ...(more > 0 ? [context(`And ${more} more: see the full answers.`)] : [])];
}

/** One card a model; while it writes, with how its answer begins. In the end only those without an answer to open. */
function panel(view: ConsensusView, policy: LinkPolicy): PlanBlock[] {
  const ended = view.answers.filter((answer) => !isOpen(answer)).length;
  const tasks = view.answers
    .filter(({ text }) => !isEnded(view) || text.trim() === '')
    .map((answer, index) => task(view, answer, { index, policy }));
  return tasks.length === 0
    ? []
    : [{ type: 'plan', title: `${ended} of ${view.answers.length} models are done`, tasks }];
}

const previewMax = 240;

function task(
  view: ConsensusView,
  answer: AnswerView,
  { index, policy }: { readonly index: number; readonly policy: LinkPolicy },
): TaskCardBlock {
  const letter = letterOf(view, answer.model);
  const title = `${letter === '' ? '' : `${letter} · `}${neutralLine(answer.label, 60)} · ${neutralLine(stateWords(answer), 160)}`;
  const preview =
    isEnded(view) || answer.text.trim() === '' ? '' : plainLines(neutralise(answer.text.slice(0, 1_000), policy));
  return {
    type: 'task_card',
    task_id: `model-${index}`,
    title,
    status: statusOf(answer),
    ...(preview === '' ? {} : { output: richLine(neutralLine(preview, previewMax)) }),
  };
}

function statusOf({ state }: AnswerView): TaskCardBlock['status'] {
  switch (state) {
    case 'waiting':
      return 'pending';
    case 'thinking':
    case 'writing':
      return 'in_progress';
    case 'done':
      return 'complete';
    case 'refused':
    case 'failed':
    case 'cancelled':
      return 'error';
  }
}

const answerLeast = 300;

/** The answers to open, each with its share of the room; one that does not fit says where the rest is. */
function containers(view: ConsensusView, policy: LinkPolicy, room: number): KnownBlock[] {
  const written = view.answers.filter(({ text }) => text.trim() !== '');
  const share = Math.floor(room / Math.max(1, written.length)) - 320;
  if (share < answerLeast) {
    return written.length === 0 ? [] : [context('The answers are too long to stand here: Show full answers.')];
  }
  return written.map((answer): ContainerBlock => {
    const pieces = splitBlocks(neutralise(answer.text, policy, answer.citations.length), share);
    const text = pieces[0] === undefined ? null : richText(pieces[0]);
    const rest = pieces.length > 1 ? [context('It goes on: Show full answers.')] : [];
    const letter = letterOf(view, answer.model);
    return {
      type: 'container',
      title: plain(`${letter === '' ? '' : `${letter} · `}${answer.label}`, slackLimits.containerTitle),
      subtitle: plain(neutralLine(stateWords(answer), 140), slackLimits.containerTitle),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: [text ?? richLine('No text.'), ...rest],
    };
  });
}

function last(view: ConsensusView): KnownBlock[] {
  const words = footer(view);
  return words === '' ? [] : [context(words)];
}

/** The oldest kinds of blocks alone. */
function compactRun(view: ConsensusView, render: RenderContext): readonly SlackPart[] {
  const states = view.answers.map(
    (answer) => `${neutralLine(answer.label, 60)}: ${neutralLine(stateWords(answer), 160)}`,
  );
  const pieces = splitBlocks(synthesisTree(view, linkPolicy(view)), slackLimits.sectionText - 100);
  const [first, ...rest] = pieces.map((piece, index) => {
    const title =
      pieces.length > 1 ? `${synthesisTitle(view)}, part ${index + 1} of ${pieces.length}` : synthesisTitle(view);
    return `${title}\n${plainLines(piece)}`;
  });
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(ownWords(view.question, slackLimits.headerText), slackLimits.headerText) },
    section([headline(view), meter(view)].filter((line) => line !== '').join('\n')),
    ...disagreementLines(view).map(section),
    ...(first === undefined ? [] : [section(first)]),
    context(states.join('\n')),
    actions(view, render),
    ...last(view),
  ];
  const parts = rest.map((text): SlackPart => ({
    text: escapedWithin(text, planned.fallbackText),
    blocks: [section(text)],
  }));
  return [{ text: fallbackText(view), blocks }, ...parts];
}

function section(text: string): KnownBlock {
  return { type: 'section', text: plain(text, slackLimits.sectionText) };
}

/** Text alone, with a link to the rest where there is one. */
function plainRun(view: ConsensusView, { link }: RenderContext): readonly SlackPart[] {
  const see = link === null ? '' : `\nThe whole run: ${link}`;
  return [{ text: `${fallbackText(view)}${see}` }];
}

/** The full answers: as many messages a model as it takes. */
export function renderAnswers(view: ConsensusView): readonly SlackPart[] {
  const policy = linkPolicy(view);
  return view.answers
    .filter(({ text }) => text.trim() !== '')
    .flatMap((answer) => {
      const letter = letterOf(view, answer.model);
      const name = `${letter === '' ? '' : `${letter} · `}${neutralLine(answer.label, 80)}`;
      const pieces = splitBlocks(neutralise(answer.text, policy, answer.citations.length), planned.answerPart);
      return pieces.map((piece, index) =>
        part(pieces.length > 1 ? `${name}, ${index + 1}/${pieces.length}` : name, piece),
      );
    });
}
