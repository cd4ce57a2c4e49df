import OpenAI from 'openai';
import { performance } from 'node:perf_hooks';
import type { Bench } from '../bench.ts';
import { nextQuestion } from '../questions.ts';
import { onSchedule } from '../schedule.ts';
import { median, quantile } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import { firstText } from '../viewer.ts';

/** The first text at a viewer of the product, by turns with that of one call of the bare SDK. */
export async function addedFirstToken(bench: Bench): Promise<readonly Row[]> {
  const [subject] = await bench.subjects(['ours']);
  const { address } = await bench.upstream();
  const openai = new OpenAI({ apiKey: 'rehearsal', baseURL: `${address}/openai/v1` });
  const ours: number[] = [];
  const direct: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= bench.lengths.rounds; round += 1) {
    const firsts = await onSchedule({ count: bench.lengths.firsts * 2, perSecond: 5 }, (index, intendedAt) =>
      index % 2 === 0 ? firstText(subject, intendedAt) : directFirstText(openai, intendedAt),
    );
    if (round > 0) {
      ours.push(median(firsts.filter((_, index) => index % 2 === 0)));
      direct.push(median(firsts.filter((_, index) => index % 2 === 1)));
      bench.say(
        `first text, round ${round}: ours ${ours.at(-1)?.toFixed(2)} ms, direct ${direct.at(-1)?.toFixed(2)} ms`,
      );
    }
  }
  const added = quantile(
    ours.map((ms, round) => ms - (direct[round] ?? 0)),
    0.5,
  );
  return [
    makeRow({
      target: 1,
      name: `time to first token, p50, beside one direct call (added ${added.toFixed(2)} ms)`,
      unit: 'ms',
      ours: median(direct) + added,
      baseline: median(direct),
      goal: 'at most 1.5 ms added',
      met: () => added <= 1.5,
    }),
  ];
}

async function directFirstText(openai: OpenAI, intendedAt: number): Promise<number> {
  const messages = [{ role: 'user' as const, content: nextQuestion() }];
  const stream = await openai.chat.completions.create({ model: 'rehearsal-gpt', stream: true, messages });
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) {
      return performance.now() - intendedAt;
    }
  }
  return Number.NaN;
}
