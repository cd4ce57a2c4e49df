import { sqliteHistoryIndex, sqliteStore } from '#core/adapters';
import { localWorkspace } from '#core';
import { runSpec, sessionSpec } from '../../core/history/records.ts';
import type { RunRecord, SessionRecord } from '../../core/history/records.ts';

const words =
  'water boils at ninety degrees on a high mountain because the pressure of the air falls with height and steam forms sooner than at the sea while food takes longer to cook and cooks use a closed pot';
const models = ['openai/gpt', 'anthropic/claude', 'google/gemini', 'perplexity/sonar', 'vllm/llama'];
const bands = ['strong', 'moderate', 'split'] as const;
const day = 86_400_000;

/** So many runs, each a session of its own, over a year: with five answers of some 100 words each in the index. */
export async function seedHistory(file: string, runs: number): Promise<void> {
  const store = sqliteStore({ file });
  const index = sqliteHistoryIndex({ file });
  const allRuns = store.collection(runSpec);
  const allSessions = store.collection(sessionSpec);
  const now = Date.now();
  for (let from = 0; from < runs; from += 200) {
    const numbers = Array.from({ length: Math.min(200, runs - from) }, (_, at) => from + at);
    await Promise.all(
      numbers.flatMap((number) => {
        const at = now - Math.floor((number / runs) * 365 * day);
        const run = runOf(number, at);
        const session = sessionOf(run, number);
        return [
          allRuns.insert(run),
          allSessions.insert(session),
          index.putSession({ ...session, hidden: false }),
          index.putRun({ ...run, at, disagrees: number % 3 === 0, texts: textsOf(number) }),
        ];
      }),
    );
  }
  await index.close();
  await store.close();
}

function runOf(number: number, createdAt: number): RunRecord {
  return {
    id: `run_${String(number).padStart(26, '0')}`,
    workspace: localWorkspace,
    session: `ses_${String(number).padStart(26, '0')}`,
    question: `Question ${number}: at what heat does water boil?`,
    follows: null,
    continues: null,
    models,
    state: 'done',
    createdAt,
    endedAt: createdAt + 5_000,
    score: number % 101,
    band: bands[number % 3] ?? null,
    costMicros: 1_000,
    rehearsal: true,
    lease: { owner: '', until: 0 },
    epoch: 1,
    takeovers: 0,
    progress: 5,
    cancelRequested: false,
  };
}

function sessionOf({ session: id, question, createdAt, score, band }: RunRecord, number: number): SessionRecord {
  const starred = number % 20 === 0;
  const open = { state: 'open', hiddenAt: null } as const;
  return {
    id,
    workspace: localWorkspace,
    title: question,
    createdAt,
    updatedAt: createdAt,
    runCount: 1,
    score,
    band,
    starred,
    ...open,
  };
}

function textsOf(number: number) {
  const rare = number % 1_000 === 7 ? 'rare7 ' : '';
  const text = `${rare}${words} ${words} ${words} number${number}`;
  return [
    { place: 'question', model: null, text: `Question ${number}: at what heat does water boil?` } as const,
    { place: 'synthesis', model: null, text: words } as const,
    ...models.map((model) => ({ place: 'answer', model, text }) as const),
  ];
}
