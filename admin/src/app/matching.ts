/** Whether every word of `q` begins a word of the label, whatever the case and the accents. */
export function matching(label: string, q: string): boolean {
  const have = plain(label).split(/[^\p{L}\p{N}]+/u);
  return plain(q)
    .split(/\s+/)
    .every((word) => have.some((one) => one.startsWith(word)));
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
