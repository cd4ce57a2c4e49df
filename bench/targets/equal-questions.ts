import { ChaosProxy } from '../faults/chaos-proxy.ts';
import type { Bench } from '../bench.ts';
import { nextQuestion } from '../questions.ts';
import { startSubject } from '../subject.ts';
import { makeRow, type Row } from '../table.ts';
import { profile } from '../upstream.ts';
import { offer } from '../viewer.ts';

const asked = 100;

/** Calls that reach the vendors when a hundred people ask the same at once. */
export async function equalQuestions(bench: Bench): Promise<readonly Row[]> {
  const { address } = await bench.upstream();
  const proxy = await ChaosProxy.open(Number(new URL(address).port), () => 0);
  const subject = await startSubject(
    'ours',
    { address: `http://127.0.0.1:${proxy.port}`, tokens: profile.tokens },
    null,
  );
  try {
    const question = nextQuestion();
    const startedAt = performance.now();
    const offered = await Promise.all(Array.from({ length: asked }, () => offer(subject, startedAt, { question })));
    const whole = offered.filter((one) => one.type === 'served' && one.seen.faults === 0).length;
    bench.say(`${asked} equal questions at once: ${whole} whole runs, ${proxy.posts} calls`);
    return [
      makeRow({
        target: 11,
        name: `calls for ${asked} equal questions at once, each a run of its own, beside asking for each`,
        unit: 'calls',
        ours: proxy.posts,
        baseline: asked * (profile.seats + 1),
        goal: 'at most 6 calls',
        met: () => proxy.posts <= 6 && whole === asked,
      }),
    ];
  } finally {
    await subject.close();
    await proxy.down();
  }
}
