import { compatibleVendor, systemClock, systemRandom } from '#core/adapters';
import OpenAI from 'openai';
import { estimatePanel, readPanel } from '../../core/agreement/pairs/estimate-panel.ts';
import { trainedModel } from '../../core/agreement/pairs/estimate-pair.ts';
import { makeDispatcher } from '../../core/dispatch/index.ts';
import type { Bench } from '../bench.ts';
import { nextQuestion } from '../questions.ts';
import { median } from '../statistics.ts';
import { anew, compareTimes, longPanels, timeOf, timeOfCosines } from '../targets/agreement-time.ts';
import type { Point, Series } from './picture.ts';

const characters = 2_000;
const sizes = [1, 2, 3, 5, 8, 12, 20, 35, 50];
const panelMax = 8;
const rounds = 3;

/**
 * By the number of models. A run has at most eight, whose positions are found exactly; reading answers, comparing each
 * pair and asking models know no such bound, so these are measured up to fifty.
 */
export async function modelsSeries(bench: Bench): Promise<readonly Series[]> {
  return [await wholeAgreement(bench), await pairsAlone(bench), await asking(bench)];
}

async function wholeAgreement(bench: Bench): Promise<Series> {
  const points: Point[] = [];
  for (const x of [1, 2, 3, 4, 5, 6, panelMax]) {
    const { ms, plainMs } = await compareTimes(x, { times: 20 });
    bench.say(`agreement of ${x} answers: ${ms.toFixed(1)} ms`);
    points.push({ x, ours: ms, baseline: plainMs });
  }
  return { what: 'agreement', along: 'answers', beside: 'cosines of hashed bags', unit: 'ms', points };
}

/** Without positions and score. */
async function pairsAlone(bench: Bench): Promise<Series> {
  const points: Point[] = [];
  const signal = new AbortController().signal;
  for (const x of sizes) {
    const [ours, plain]: [number[], number[]] = [[], []];
    for (const panel of longPanels(x, characters).slice(0, 12)) {
      ours.push(timeOf(() => estimatePanel(readPanel(anew(panel)), trainedModel)));
      plain.push(await timeOfCosines(panel, signal));
    }
    bench.say(`reading and comparing ${x} answers: ${median(ours).toFixed(1)} ms`);
    points.push({ x, ours: median(ours), baseline: median(plain) });
  }
  return {
    what: 'answers read, pairs compared',
    along: 'answers',
    beside: 'cosines of hashed bags',
    unit: 'ms',
    points,
  };
}

/** CPU of this process for asking so many models at once, by the dispatcher and by the bare SDK. */
async function asking(bench: Bench): Promise<Series> {
  const { address } = await bench.upstream();
  const points: Point[] = [];
  const [dispatched, bare] = [askByDispatcher(address), askBare(address)];
  await Promise.all([dispatched(5), bare(5)]);
  for (const x of sizes) {
    const [ours, plain]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await cpuOf(() => dispatched(x)));
      plain.push(await cpuOf(() => bare(x)));
    }
    bench.say(`asking ${x} models at once: ${median(ours).toFixed(0)} ms CPU, SDK ${median(plain).toFixed(0)} ms`);
    points.push({ x, ours: median(ours), baseline: median(plain) });
  }
  return { what: 'CPU of asking', along: 'models at once', beside: 'the bare SDK', unit: 'ms', points };
}

const limits = {
  firstTokenMs: 20_000,
  idleMs: 15_000,
  totalMs: 60_000,
  deadlineMs: 90_000,
  attemptsMax: 1,
  hedge: false,
} as const;

function askByDispatcher(address: string): (models: number) => Promise<void> {
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const dispatcher = makeDispatcher({ clock: systemClock, random: systemRandom, logger });
  const given = { key: 'rehearsal', connectMs: 3_000, rehearsal: false, price: null } as const;
  const vendor = compatibleVendor({ ...given, vendor: 'vllm', baseUrl: `${address}/vllm/v1` });
  return async (models) => {
    const calls = Array.from({ length: models }, async () => {
      const messages = [{ role: 'user' as const, text: nextQuestion() }];
      const request = { system: '', messages, maxOutputTokens: 2_048, temperature: null, output: null };
      const call = { model: vendor.model('rehearsal-llama'), request, limits };
      for await (const event of dispatcher.call(call, new AbortController().signal)) {
        if (event.type === 'error') {
          throw event.error;
        }
      }
    });
    await Promise.all(calls);
  };
}

function askBare(address: string): (models: number) => Promise<void> {
  const openai = new OpenAI({ apiKey: 'rehearsal', baseURL: `${address}/vllm/v1` });
  return async (models) => {
    const calls = Array.from({ length: models }, async () => {
      const messages = [{ role: 'user' as const, content: nextQuestion() }];
      let text = '';
      for await (const chunk of await openai.chat.completions.create({
        model: 'rehearsal-llama',
        stream: true,
        messages,
      })) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
      return text;
    });
    await Promise.all(calls);
  };
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function quiet(): void {
  // The bench says its own.
}
