import { synthesisData, writeByPosition } from '../testing/pretend-engine.ts';
import type { ChatRequest } from '../ports/chat-model.ts';
import type { Chance } from './chance.ts';

const questions: readonly [Sayings, ...Sayings[]] = [
  { asks: 'Is water wet?', says: ['Yes, water is wet.', 'No. Water makes other things wet.', 'I do not know.'] },
  { asks: 'How high is Mont Blanc?', says: ['It is 4,806 m high.', 'About 4,810 metres.', 'It is 5,100 m high.'] },
  { asks: 'Who wrote Emma?', says: ['Jane Austen wrote Emma.', 'Emma is by Jane Austen, 1815.', 'Charlotte Brontë.'] },
];

interface Sayings {
  readonly asks: string;
  readonly says: readonly [string, ...string[]];
}

/** A question with a canary in it: whatever is made of the question carries it too. */
export function questionWith(canary: string, chance: Chance): string {
  return `${chance.pick(questions).asks} (${canary})`;
}

/** `w2q17`: the question 17 of everybody, asked in workspace 2. */
export function canariesIn(text: string): readonly string[] {
  return [...new Set(text.match(/\bw\d+q\d+\b/g))];
}

export function workspaceOf(canary: string): string {
  return canary.slice(0, canary.indexOf('q'));
}

/** Models and synthesisers are asked in the same way; only the system prompt tells which it is. */
export function isSynthesis(request: ChatRequest): boolean {
  return request.system.startsWith('[consilience synthesis/1]');
}

export function answerTo(question: string, chance: Chance): string {
  const { says } = questions.find(({ asks }) => question.includes(asks)) ?? questions[0];
  const text = `${chance.pick(says)} (${canariesIn(question).join(' ')})`;
  const stance = chance.pick(['yes', 'no', 'na']);
  const trailer = { bottom_line: text, stance, key_facts: [], confidence: 0.5 };
  return chance.happens(0.5) ? text : `${text}\n\n\`\`\`consilience\n${JSON.stringify(trailer)}\n\`\`\`\n`;
}

export function synthesisOf(request: ChatRequest, malformed: boolean): string {
  const data = synthesisData(request);
  return malformed ? `All of them agree (${canariesIn(data.question).join(' ')}).` : writeByPosition(data);
}
