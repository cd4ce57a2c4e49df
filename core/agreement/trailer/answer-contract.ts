/** What every model is asked to end with, so that answers compare well. People never see that part of an answer. */
export const answerContract = `Answer the question first, in plain prose or Markdown, as directly as it allows; if you do not know, say so.
Then end with one blank line and exactly this block, which a program reads and the reader never sees:

\`\`\`consilience
{"bottom_line": "your answer to the question in at most 25 words", "stance": "yes", "key_facts": ["at most five short facts the answer rests on"], "confidence": 0.8}
\`\`\`

The JSON stands on one line. "stance" is "yes" or "no" for a yes-or-no question, "depends" when it truly depends, "na" for every other question.
"confidence" is a number from 0 to 1. Write nothing after the block and do not mention it.`;
