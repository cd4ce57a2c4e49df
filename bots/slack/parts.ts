import type {
  ActionsBlock,
  Button,
  ContextActionsBlock,
  ContextBlock,
  KnownBlock,
  PlainTextElement,
} from '@slack/types';
import { allowedHref, linkPolicy, neutralise, neutralLine } from '../neutralise.ts';
import type { LinkPolicy } from '../neutralise.ts';
import type { RenderContext } from '../message.ts';
import { plainLines } from '../plain-words.ts';
import type { Block } from '#core/markdown';
import type { ConsensusView } from '#core/view';
import { cut } from '#core/markdown';
import { headline, isEnded, labelOf, supportOf } from '../words.ts';
import { planned, slackLimits } from './limits.ts';

/** A message as `chat.postMessage` and `chat.update` take it, without where it goes. */
export interface SlackPart {
  readonly [name: string]: unknown;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}

export function plain(text: string, lengthMax: number): PlainTextElement {
  const shown = text.length <= lengthMax ? text : `${cut(text, lengthMax - 1)}…`;
  return { type: 'plain_text', text: shown === '' ? ' ' : shown, emoji: false };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [plain(text, 1_500)] };
}

/** Text of a message is mrkdwn: these three are all that its links and mentions are made of. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The synthesis as a neutral tree, each sentence with the letters of the positions that support it. */
export function synthesisTree(view: ConsensusView, policy: LinkPolicy): readonly Block[] {
  const { synthesis } = view;
  if (synthesis === null || synthesis.kind === 'none') {
    return [];
  }
  if (synthesis.kind === 'best-answer') {
    return neutralise(synthesis.text, policy);
  }
  const sentences = synthesis.segments.map(({ text, models }) => {
    const support = supportOf(view, models);
    const words = text.trimEnd();
    return support === '' ? text : `${words} ${support}${text.slice(words.length)}`;
  });
  return neutralise(sentences.join(' ').replaceAll(/(?<! ) *(\n+) */g, '$1'), policy);
}

export function synthesisTitle(view: ConsensusView): string {
  const { synthesis } = view;
  return synthesis?.kind === 'best-answer' && synthesis.model !== null
    ? `Best single answer, by ${labelOf(view, synthesis.model)}`
    : 'Synthesis';
}

/** `They disagree: the year. A: 1969 (GPT, Claude). B: 1970 (Gemini).` */
export function disagreementLines(view: ConsensusView): readonly string[] {
  const found = view.agreement?.disagreements ?? [];
  const lines = found.slice(0, disagreementsMax).map(({ point, sides }) => {
    const held = sides.map(({ position, summary, models }) => {
      const holders = models.map((model) => labelOf(view, model)).join(', ');
      return `${position}: ${neutralLine(summary, 160)} (${holders}).`;
    });
    return `They disagree: ${neutralLine(point, 120)}. ${held.join(' ')}`;
  });
  const more = found.length - lines.length;
  return more > 0 ? [...lines, `And ${more} more point${more === 1 ? '' : 's'}: see the full answers.`] : lines;
}

const disagreementsMax = 3;

export interface Source {
  readonly href: string | null;
  readonly title: string;
  readonly host: string;
  readonly labels: readonly string[];
}

/** Every cited address once, with the models that cite it. */
export function sourcesOf(view: ConsensusView, policy: LinkPolicy): readonly Source[] {
  const found = new Map<string, Source>();
  for (const { citations, label } of view.answers) {
    for (const { url, title } of citations) {
      const href = allowedHref(url, policy);
      const key = href ?? url;
      const known = found.get(key);
      const host = href === null ? neutralLine(url, 80) : new URL(href).host;
      const labels = [...new Set([...(known?.labels ?? []), label])];
      found.set(key, { href, host, title: known?.title ?? neutralLine(title, 100), labels });
    }
  }
  return [...found.values()];
}

/** The whole message as text: for notifications, screen readers, and where nothing else may be sent. */
export function fallbackText(view: ConsensusView, lengthMax = planned.fallbackText): string {
  const synthesis = plainLines(synthesisTree(view, linkPolicy(view)));
  const lines = [
    neutralLine(view.question, 300),
    headline(view),
    ...disagreementLines(view),
    ...(synthesis === '' ? [] : [`${synthesisTitle(view)}: ${synthesis}`]),
    ...(view.rehearsal ? ['Rehearsal: simulated answers.'] : []),
  ];
  return escapedWithin(lines.join('\n'), lengthMax);
}

/** Escaping makes a text longer; it is cut before it, so that no entity is. */
export function escapedWithin(text: string, lengthMax: number): string {
  const whole = escaped(text);
  if (whole.length <= lengthMax) {
    return whole;
  }
  let length = Math.floor((lengthMax * text.length) / whole.length);
  for (;;) {
    const shorter = `${escaped(cut(text, length))}…`;
    if (shorter.length <= lengthMax) {
      return shorter;
    }
    length = Math.floor(length * 0.8);
  }
}

export function actions(view: ConsensusView, { token, link }: RenderContext): ActionsBlock {
  const buttons: Button[] = isEnded(view)
    ? [
        ...(view.answers.some(({ text }) => text !== '')
          ? [button('Show full answers', 'answers', token('answers'))]
          : []),
        button('Ask again', 'rerun', token('rerun')),
        button('Export', 'export', token('export')),
      ]
    : [{ ...button('Stop', 'stop', token('stop')), style: 'danger' }];
  const open: Button[] = link === null ? [] : [{ ...button('Open the run', 'open', 'open'), url: link }];
  return { type: 'actions', elements: [...buttons, ...open] };
}

function button(text: string, action: string, value: string): Button {
  return { type: 'button', text: plain(text, slackLimits.buttonText), action_id: action, value };
}

export function feedback({ token }: RenderContext): ContextActionsBlock {
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: {
          text: plain('Helpful', slackLimits.buttonText),
          accessibility_label: 'This run was helpful',
          value: token('up'),
        },
        negative_button: {
          text: plain('Not helpful', slackLimits.buttonText),
          accessibility_label: 'This run was not helpful',
          value: token('down'),
        },
      },
    ],
  };
}
