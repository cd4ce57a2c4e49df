const lengthMax = 60;

/** A name that every file system and every header takes: `consilience-was-napoleon-short`. */
export function fileNameOf(question: string): string {
  const plain = question
    .slice(0, 400)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, lengthMax)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'consilience-run' : `consilience-${plain}`;
}
