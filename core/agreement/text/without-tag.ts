const tagPattern = /^(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|should|am)(?:nt)?$/;
const pronouns = /^(?:i|you|he|she|it|we|they|there|that)$/;

/** Without a question tag at the end: "isn't it", "are you". */
export function withoutTag(words: readonly string[]): readonly string[] {
  const [verb = '', pronoun = ''] = words.slice(-2);
  return words.length > 3 && pronouns.test(pronoun) && tagPattern.test(verb) ? words.slice(0, -2) : words;
}
