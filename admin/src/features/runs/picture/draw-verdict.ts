import type { ConsensusView } from '#api/contract';
import { clean } from '#core/markdown';
import { formatDay } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import { dissentOf } from '../screen/dissent.ts';
import { answeredOf, headlineOf } from '../screen/headline.ts';
import { castOf } from '../screen/names.ts';
import type { Cast } from '../screen/names.ts';
import { slotsOf } from '../screen/slots.ts';
import { inkOf } from './ink.ts';
import type { Ink } from './ink.ts';
import { fit, wrap } from './fit-text.ts';
import { fillPattern } from './pattern.ts';

/** A slide of 16:9. */
export const pictureWidth = 1_600;
export const pictureHeight = 900;

const margin = 88;
const wide = pictureWidth - 2 * margin;
const family = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The verdict as one picture: question, number, meter, dissent, who takes which position. Simulated answers are called so. */
export function drawVerdict(pen: CanvasRenderingContext2D, view: ConsensusView): void {
  const ink = inkOf(document.documentElement);
  const cast = castOf(view);
  pen.fillStyle = ink('bg');
  pen.fillRect(0, 0, pictureWidth, pictureHeight);
  pen.textBaseline = 'alphabetic';
  head(pen, view, ink);
  const below = question(pen, view, ink);
  score(pen, view, { ink, top: below });
  meter(pen, view, { ink, top: below + 148 });
  const end = dissent(pen, view, { ink, cast, top: below + 260 });
  members(pen, view, { ink, cast, top: end });
  foot(pen, view, ink);
}

interface Place {
  readonly ink: Ink;
  readonly top: number;
}

function font(pen: CanvasRenderingContext2D, size: number, weight = 400): void {
  pen.font = `${weight} ${size}px ${family}`;
}

function head(pen: CanvasRenderingContext2D, view: ConsensusView, ink: Ink): void {
  font(pen, 24, 650);
  pen.fillStyle = ink('muted');
  pen.fillText(words.product, margin, 84);
  if (view.rehearsal) {
    font(pen, 24, 600);
    const label = words.share.rehearsalShort;
    const width = pen.measureText(label).width + 40;
    pen.strokeStyle = ink('warn');
    pen.lineWidth = 2;
    pen.setLineDash([8, 6]);
    pen.beginPath();
    pen.roundRect(pictureWidth - margin - width, 52, width, 46, 23);
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = ink('warn');
    pen.fillText(label, pictureWidth - margin - width + 20, 84);
  }
}

/** Where the part under it begins. */
function question(pen: CanvasRenderingContext2D, view: ConsensusView, ink: Ink): number {
  font(pen, 46, 650);
  pen.fillStyle = ink('text');
  const lines = wrap(pen, clean(view.question).replaceAll(/\s+/g, ' ').trim(), { width: wide, lines: 3 });
  for (const [index, line] of lines.entries()) {
    pen.fillText(line, margin, 172 + index * 58);
  }
  return 172 + (lines.length - 1) * 58 + 40;
}

function score(pen: CanvasRenderingContext2D, view: ConsensusView, { ink, top }: Place): void {
  const headline = headlineOf(view);
  let left = margin;
  if (headline.score !== null) {
    font(pen, 112, 650);
    pen.fillStyle = ink('text');
    pen.fillText(String(headline.score), left, top + 104);
    left += pen.measureText(String(headline.score)).width + 32;
  }
  font(pen, 36, 650);
  pen.fillStyle = ink('text');
  pen.fillText(fit(pen, headline.text, pictureWidth - margin - left), left, top + 62);
  font(pen, 28);
  pen.fillStyle = ink('muted');
  const said = headline.score === null ? null : words.verdict.agreement;
  const facts = [said, headline.share, words.verdict.answered(answeredOf(view), view.answers.length)];
  pen.fillText(
    fit(pen, facts.filter((fact) => fact !== null).join(' · '), pictureWidth - margin - left),
    left,
    top + 102,
  );
}

const gap = 6;
const meterHeight = 72;

function meter(pen: CanvasRenderingContext2D, view: ConsensusView, { ink, top }: Place): void {
  const slots = slotsOf(view);
  const total = slots.reduce((sum, slot) => sum + slot.size, 0);
  let left = margin;
  for (const slot of slots) {
    const width = (slot.size / total) * (wide - gap * (slots.length - 1));
    const box = { left, top, width, height: meterHeight };
    fillPattern(pen, box, { position: slot.position, ink });
    pen.fillStyle = slot.position === null ? ink('muted') : ink.position(slot.position);
    font(pen, 28, 700);
    const letter = slot.position ?? '';
    pen.fillText(letter, left + 20, top + 46);
    const after = letter === '' ? 20 : 36 + pen.measureText(letter).width;
    font(pen, 28, 600);
    pen.fillText(fit(pen, slot.text, width - after - 16), left + after, top + 46);
    left += width + gap;
  }
}

const sidesMax = 3;

/** Where the part under it begins. */
function dissent(
  pen: CanvasRenderingContext2D,
  view: ConsensusView,
  { ink, top, cast }: Place & { readonly cast: Cast },
): number {
  const found = dissentOf(view, cast);
  font(pen, 30, 650);
  pen.fillStyle = found.kind === 'dissent' ? ink('warn') : ink('muted');
  pen.fillText(fit(pen, found.kind === 'dissent' ? found.lead : found.text, wide), margin, top + 30);
  if (found.kind !== 'dissent') {
    return top + 60;
  }
  const sides = found.sides.slice(0, sidesMax);
  for (const [index, side] of sides.entries()) {
    const line = top + 80 + index * 46;
    chip(pen, { letter: side.position, ink, left: margin, line });
    font(pen, 28);
    pen.fillStyle = ink('text');
    pen.fillText(fit(pen, side.text, wide - 56), margin + 56, line);
  }
  return top + 80 + sides.length * 46 - 16;
}

interface ChipPlace {
  readonly letter: string;
  readonly ink: Ink;
  readonly left: number;
  /** The base line of its letter. */
  readonly line: number;
}

function chip(pen: CanvasRenderingContext2D, { letter, ink, left, line }: ChipPlace): void {
  fillPattern(pen, { left, top: line - 28, width: 38, height: 38 }, { position: letter, ink });
  font(pen, 24, 700);
  pen.fillStyle = ink.position(letter);
  pen.fillText(letter, left + 19 - pen.measureText(letter).width / 2, line);
}

/** Each model with its letter, as many as there is room for. */
function members(
  pen: CanvasRenderingContext2D,
  view: ConsensusView,
  { ink, cast, top }: Place & { readonly cast: Cast },
): void {
  let left = margin;
  let line = top + 48;
  for (const answer of view.answers) {
    const letter = cast.position(answer.model) ?? '·';
    font(pen, 26);
    const name = fit(pen, clean(answer.label), wide - 60);
    const width = 52 + pen.measureText(name).width + 36;
    if (left + width > pictureWidth - margin + 36) {
      left = margin;
      line += 50;
    }
    if (line > pictureHeight - 100) {
      return;
    }
    chip(pen, { letter, ink, left, line });
    font(pen, 26);
    pen.fillStyle = ink('text');
    pen.fillText(name, left + 50, line);
    left += width;
  }
}

function foot(pen: CanvasRenderingContext2D, view: ConsensusView, ink: Ink): void {
  font(pen, 22);
  pen.fillStyle = ink('muted');
  const day = view.startedAt > 0 ? formatDay(view.startedAt) : '';
  const room = wide - pen.measureText(day).width - 40;
  pen.fillText(fit(pen, words.share.pictureNote, room), margin, pictureHeight - 48);
  pen.textAlign = 'right';
  pen.fillText(day, pictureWidth - margin, pictureHeight - 48);
  pen.textAlign = 'left';
}
