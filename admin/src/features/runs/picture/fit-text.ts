interface Measure {
  measureText(text: string): { readonly width: number };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text, or as much of its beginning as fits with an ellipsis. */
export function fit(pen: Measure, text: string, width: number): string {
  if (width <= 0) {
    return '';
  }
  if (pen.measureText(text).width <= width) {
    return text;
  }
  const parts = Array.from(graphemes.segment(text.slice(0, 400)), (part) => part.segment);
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measureText(`${parts.slice(0, middle).join('')}…`).width <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low === 0 ? '' : `${parts.slice(0, low).join('').trimEnd()}…`;
}

/** Lines that fit, broken between words where there are any; the last one ends in an ellipsis when more is left. */
export function wrap(
  pen: Measure,
  text: string,
  { width, lines: most }: { readonly width: number; readonly lines: number },
): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < most) {
    if (lines.length === most - 1) {
      lines.push(fit(pen, rest, width));
      break;
    }
    const line = headOf(pen, rest, width);
    lines.push(line.trim());
    rest = rest.slice(line.length).trimStart();
  }
  return lines.length === 0 ? [''] : lines;
}

function headOf(pen: Measure, text: string, width: number): string {
  if (pen.measureText(text).width <= width) {
    return text;
  }
  const cut = fit(pen, text, width).replace(/…$/, '');
  const space = cut.lastIndexOf(' ');
  return space > cut.length / 3 ? cut.slice(0, space) : cut || text.slice(0, 1);
}
