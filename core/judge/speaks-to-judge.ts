const readMax = 32_000;

/** Phrases by which a text tries to be obeyed or rated instead of read. Each is linear. */
const addresses = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|other|system|your)\b[^.\n]{0,20}\b(?:instructions?|prompts?|rules?|messages?|answers?|claims?)\b/iu,
  /\b(?:system|developer) (?:prompt|message|instructions?)\b/iu,
  /\b(?:judge|grader|evaluator|rater|assessor|synthesi[sz]er|referee)\b[^.\n]{0,40}\b(?:must|should|please|rate|mark|say|report|output|treat)\b/iu,
  /\b(?:rate|score|grade|mark|rank)\b[^.\n]{0,30}\b(?:this|my|these|the following)\b[^.\n]{0,20}\b(?:answers?|responses?|claims?|highest|\d{1,3})\b/iu,
  /\ball (?:the )?(?:other )?(?:models?|answers?|sources?|assistants?) (?:agree|support|say the same|concur)\b/iu,
  /\b(?:report|say|state|claim|output|return|print)\b[^.\n]{0,20}\b(?:full|complete|total|perfect|no)\b[^.\n]{0,10}\b(?:agreement|consensus|dissent|disagreement)\b/iu,
  /\b(?:there is|with) no (?:dissent|disagreement)\b/iu,
  /"(?:stance|positions|claims|score|support|disagreements|agreement)"\s*:/u,
];

/** Whether an answer speaks to whoever compares answers. Errs on the side of caution: it only costs the judge's opinion. */
export function speaksToJudge(text: string): boolean {
  const part = text.slice(0, readMax);
  return addresses.some((pattern) => pattern.test(part));
}
