import type { Ink } from './ink.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const corner = 8;
const faint = 0.16;

/** The lines of each position's pattern, as in `colours.css`: their angle in degrees and how far apart they are. */
const lines: Readonly<Record<string, { readonly angle: number; readonly apart: number }>> = {
  B: { angle: 45, apart: 14 },
  D: { angle: 90, apart: 14 },
  E: { angle: 135, apart: 14 },
  F: { angle: 0, apart: 11 },
  G: { angle: 45, apart: 7 },
  H: { angle: 90, apart: 7 },
};

/** Fills a box with the ground and pattern of a position; of none when it is null. */
export function fillPattern(
  pen: CanvasRenderingContext2D,
  box: Box,
  { position, ink }: { readonly position: string | null; readonly ink: Ink },
): void {
  const letter = position ?? '';
  pen.save();
  pen.beginPath();
  pen.roundRect(box.left, box.top, box.width, box.height, corner);
  pen.clip();
  pen.fillStyle = ink.ground(letter);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.globalAlpha = faint;
  pen.strokeStyle = ink.position(letter);
  pen.fillStyle = ink.position(letter);
  if (letter === 'C') {
    dots(pen, box);
  } else if (/^[A-Z]/.test(letter) && letter !== 'A') {
    hatch(pen, box, lines[letter] ?? { angle: 90, apart: 7 });
  }
  pen.restore();
}

function hatch(pen: CanvasRenderingContext2D, box: Box, { angle, apart }: { angle: number; apart: number }): void {
  const reach = Math.hypot(box.width, box.height);
  pen.translate(box.left + box.width / 2, box.top + box.height / 2);
  pen.rotate((angle * Math.PI) / 180);
  pen.lineWidth = 3;
  pen.beginPath();
  for (let at = -reach; at <= reach; at += apart) {
    pen.moveTo(-reach, at);
    pen.lineTo(reach, at);
  }
  pen.stroke();
}

function dots(pen: CanvasRenderingContext2D, box: Box): void {
  for (let x = box.left + 8; x < box.left + box.width; x += 14) {
    for (let y = box.top + 8; y < box.top + box.height; y += 14) {
      pen.beginPath();
      pen.arc(x, y, 2.5, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}
