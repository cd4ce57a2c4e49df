/** The door of the judge: a model that reads answers where code alone is unsure. */
export { askOneJudge } from './ask-one-judge.ts';
export type { JudgeBudget } from './ask-one-judge.ts';
export { judgePrompt, suspiciousAnswers } from './judge-prompt.ts';
export { openPairs } from './open-pairs.ts';
export { readFindings } from './read-findings.ts';
export type { Findings } from './read-findings.ts';
