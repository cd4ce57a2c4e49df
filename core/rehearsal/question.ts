/** The form in which questions are compared: NFKC, lower case, single spaces, no punctuation around it. */
export function canonicalQuestion(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\p{P}\p{Z}]+/u, '')
    .replace(/(?<![\p{P}\p{Z}])[\p{P}\p{Z}]+$/u, '');
}
