import type { Agreement, AnswerView, ConsensusView } from '#core/view';
import { clean, linksOf, parseChunk, plainWords } from '#core/markdown';
import type { Links } from '#core/markdown';
import type { BlockContent, List, PhrasingContent, RootContent, Table, TableCell } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import { blockNodes, inlineNodes, words } from './nodes.ts';
import { inertCell } from './inert-cell.ts';

/**
 * A run as a Markdown document: question, verdict, synthesis, positions, disagreements, answers. It is put together as a
 * tree and written once, so nothing that a model wrote can become markup that its place does not have: no HTML, no image,
 * no link but to http and https.
 */
export function writeRun(view: ConsensusView): string {
  const labels = new Map(view.answers.map((answer) => [answer.model, oneLine(answer.label)]));
  const name = (model: string) => labels.get(model) ?? oneLine(model);
  const parts = [
    heading(1, oneLine(view.question) || 'No question'),
    ...(view.rehearsal ? [notice(view)] : []),
    verdict(view),
    ...synthesis(view, name),
    ...positions(view.agreement, name),
    ...disagreements(view.agreement, name),
    heading(2, 'Answers'),
    ...view.answers.flatMap((answer) =>
      answerPart(answer, { agreement: view.agreement, links: linksOf(view.question, answer.citations) }),
    ),
  ];
  return toMarkdown(
    { type: 'root', children: parts },
    { extensions: [gfmToMarkdown({ tablePipeAlign: false })], bullet: '-', rule: '-' },
  );
}

type Name = (model: string) => string;

/** What an export says when simulated models took part. */
export function rehearsalNotice(view: ConsensusView): string | null {
  const simulated = view.answers.filter((answer) => answer.rehearsal).length;
  if (simulated === 0) {
    return null;
  }
  const which = simulated === view.answers.length ? 'All answers' : `${simulated} of ${view.answers.length} answers`;
  return `Rehearsal: ${which} in this run are simulated. No real model wrote them.`;
}

function notice(view: ConsensusView): RootContent {
  return { type: 'blockquote', children: [paragraph([strong(rehearsalNotice(view) ?? '')])] };
}

const bands = { strong: 'Strong agreement', moderate: 'Moderate agreement', split: 'Split' } as const;

function verdict({ agreement, answers, startedAt, ms }: ConsensusView): RootContent {
  const answered = answers.filter((answer) => answer.state === 'done').length;
  const leading = agreement?.positions[0]?.models.length ?? 0;
  const headline =
    agreement === null || agreement.score === null || agreement.band === null
      ? 'No agreement number: fewer than two answers take a position'
      : `Agreement ${agreement.score} of 100: ${bands[agreement.band]}, ${leading} of ${answers.length} models`;
  const facts = [
    `${answered} of ${answers.length} answered`,
    startedAt > 0 ? `asked ${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '',
    ms === null ? '' : `${(ms / 1000).toFixed(1)} s`,
  ].filter((fact) => fact !== '');
  return paragraph([
    strong(headline),
    text(` (${facts.join(', ')}). Agreement says how far the models say the same, not whether they are right.`),
  ]);
}

/** Each sentence is followed by the models that support it. */
function synthesis({ synthesis: one, question, answers }: ConsensusView, name: Name): readonly RootContent[] {
  if (one === null || one.segments.length === 0) {
    return [];
  }
  const links = linksOf(
    question,
    answers.flatMap((answer) => answer.citations),
  );
  const blocks: BlockContent[] = [];
  let open: PhrasingContent[] = [];
  const close = () => {
    if (open.length > 0) {
      blocks.push(paragraph(open));
      open = [];
    }
  };
  for (const segment of one.segments) {
    for (const [index, piece] of segment.text
      .trim()
      .split(/\n{2,}/)
      .entries()) {
      if (index > 0 || /^\s*\n\n/.test(segment.text)) {
        close();
      }
      for (const block of parseChunk(piece, 0, links)) {
        if (block.type === 'paragraph') {
          open.push(...(open.length > 0 ? [text(' ')] : []), ...inlineNodes(block.children));
        } else {
          close();
          blocks.push(...blockNodes([block], 2));
        }
      }
    }
    open.push(...supporters(segment.models.map(name), open.length > 0));
    if (segment.text.slice(segment.text.trimEnd().length).includes('\n\n')) {
      close();
    }
  }
  close();
  return [heading(2, one.kind === 'best-answer' ? 'Best single answer' : 'Synthesis'), ...blocks];
}

function supporters(names: readonly string[], afterText: boolean): PhrasingContent[] {
  return names.length === 0
    ? []
    : [...(afterText ? [text(' ')] : []), { type: 'emphasis', children: [text(`(${names.join(', ')})`)] }];
}

function positions(agreement: Agreement | null, name: Name): readonly RootContent[] {
  if (agreement === null || agreement.positions.length === 0) {
    return [];
  }
  const list: List = {
    type: 'list',
    ordered: false,
    spread: false,
    children: agreement.positions.map((position) => ({
      type: 'listItem',
      spread: false,
      children: [
        paragraph([
          strong(position.id),
          text(`: ${oneLine(plainWords(position.summary))} (${position.models.map(name).join(', ')})`),
        ]),
      ],
    })),
  };
  return [heading(2, 'Positions'), list];
}

/** A row a point, a column a position. */
function disagreements(agreement: Agreement | null, name: Name): readonly RootContent[] {
  if (agreement === null || agreement.disagreements.length === 0) {
    return [];
  }
  const ids = agreement.positions
    .map((position) => position.id)
    .filter((id) => agreement.disagreements.some((one) => one.sides.some((side) => side.position === id)));
  const table: Table = {
    type: 'table',
    align: [],
    children: [
      { type: 'tableRow', children: ['Point', ...ids].map((head) => cell(head)) },
      ...agreement.disagreements.map((one) => ({
        type: 'tableRow' as const,
        children: [
          cell(oneLine(one.point)),
          ...ids.map((id) => {
            const side = one.sides.find(({ position }) => position === id);
            return cell(
              side === undefined
                ? ''
                : `${side.models.map(name).join(', ')}: ${oneLine(plainWords(side.summary))}${side.quote === '' ? '' : ` “${oneLine(plainWords(side.quote))}”`}`,
            );
          }),
        ],
      })),
    ],
  };
  return [heading(2, 'Disagreements'), table];
}

interface Around {
  readonly agreement: Agreement | null;
  /** Where its links may lead: to hosts that the question or its citations name. */
  readonly links: Links;
}

function answerPart(answer: AnswerView, { agreement, links }: Around): readonly RootContent[] {
  const position = agreement?.positions.find((one) => one.models.includes(answer.model))?.id;
  const title = `${position === undefined ? '' : `${position} · `}${oneLine(answer.label)}${
    answer.rehearsal && !/rehearsal/i.test(answer.label) ? ' (rehearsal)' : ''
  }`;
  return [
    heading(3, title),
    ...blockNodes(parseChunk(answer.text, answer.citations.length, links), 3),
    ...fate(answer),
    ...sources(answer),
  ];
}

/** How it ended, when not simply well. */
function fate(answer: AnswerView): readonly RootContent[] {
  const said = {
    refused: 'It declined to answer.',
    failed: `It did not answer: ${oneLine(answer.error?.message ?? '')}`,
    cancelled: 'Stopped before it was complete.',
    waiting: 'Not in yet.',
    thinking: 'Not in yet.',
    writing: 'Not complete yet.',
    done: answer.truncated ? 'The answer stopped at its length cap.' : '',
  }[answer.state].trim();
  return said === '' ? [] : [paragraph([{ type: 'emphasis', children: [text(said)] }])];
}

function sources({ citations }: AnswerView): readonly RootContent[] {
  if (citations.length === 0) {
    return [];
  }
  return [
    paragraph([text('Sources:')]),
    {
      type: 'list',
      ordered: true,
      start: 1,
      spread: false,
      children: citations.map(({ url, title }) => ({
        type: 'listItem',
        spread: false,
        children: [paragraph(words(oneLine(title), url))],
      })),
    },
  ];
}

function heading(depth: 1 | 2 | 3, title: string): RootContent {
  return { type: 'heading', depth, children: [text(title)] };
}

function paragraph(children: PhrasingContent[]) {
  return { type: 'paragraph' as const, children };
}

function cell(value: string): TableCell {
  return { type: 'tableCell', children: [text(inertCell(value))] };
}

function text(value: string) {
  return { type: 'text' as const, value };
}

function strong(value: string): PhrasingContent {
  return { type: 'strong', children: [text(value)] };
}

function oneLine(value: string): string {
  return clean(value).replaceAll(/\s+/g, ' ').trim();
}
