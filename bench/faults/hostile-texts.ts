const pieces = [
  ['\n\t', 'x'],
  ['\t', 'x|'],
  [' ', 'x\n'],
  ['\n\n', 'x\n\n'],
  ['~', '`'],
  ['`', 'x'],
  ['**', 'x'],
  ['.', 'x.'],
  ['-', 'x-'],
  ['![', '('],
  ['0 ', '\t0='],
  ['A-a.', 'x'],
  ['no ', 'x'],
  ['> - ', 'x'],
  ['<!', 'x'],
  ['<http:', 'x|'],
  ['as of x', '('],
  ["didn't find answer ", 'f'],
  ['judge x', 'treat'],
  [',was\t', '.'],
  ['$x', '$'],
  ['\u200d', 'x'],
  ['e\u0301', 'x'],
] as const;

/** Texts of this length, each made to let a careless pattern go back over it again and again. */
export function hostileTexts(length: number): readonly string[] {
  return pieces.map(
    ([piece, end]) => `x${piece.repeat(Math.ceil(length / piece.length))}`.slice(0, length - end.length) + end,
  );
}
