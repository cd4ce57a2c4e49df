import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '../../ports/meter.ts';
import { Labels } from './labels.ts';

/** Different values of one label; more are counted together. */
const modelsMax = 100;

const seconds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600];

/** Counts in Prometheus' text format, together with what Node says of the process: memory, sockets, event loop. */
export function prometheusMeter(): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = runMetrics(registry);
  const calls = callMetrics(registry);
  const gauges = gaugesOf(registry);
  const models = new Labels(modelsMax);
  return {
    runAccepted: () => runs.accepted.inc(),
    runRefused: () => runs.refused.inc(),
    runEnded({ state, ms, quorumMs, late, score }) {
      runs.ended.inc({ state });
      runs.duration.observe({ state }, ms / 1_000);
      runs.late.inc(late);
      if (quorumMs !== null) {
        runs.quorum.observe(quorumMs / 1_000);
      }
      if (score !== null) {
        runs.score.observe(score);
      }
    },
    callEnded({ model: name, outcome, firstTextMs, ms, attempts }) {
      const model = models.of(name);
      calls.ended.inc({ model, outcome });
      calls.retried.inc({ model }, Math.max(0, attempts - 1));
      calls.duration.observe({ model }, ms / 1_000);
      if (firstTextMs !== null) {
        calls.first.observe({ model }, firstTextMs / 1_000);
      }
    },
    async read({ runsInFlight, runsLimit, vendors }) {
      gauges.inFlight.set(runsInFlight);
      gauges.limit.set(runsLimit);
      for (const { vendor, inFlight, queued, isOpen } of vendors) {
        gauges.vendorInFlight.set({ vendor }, inFlight);
        gauges.vendorQueued.set({ vendor }, queued);
        gauges.vendorOpen.set({ vendor }, isOpen ? 1 : 0);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function runMetrics(registry: Registry) {
  const registers = [registry];
  return {
    accepted: new Counter({ name: 'consilience_runs_accepted_total', help: 'Runs stored and begun.', registers }),
    refused: new Counter({ name: 'consilience_runs_refused_total', help: 'Questions refused as too many.', registers }),
    ended: new Counter({
      name: 'consilience_runs_ended_total',
      help: 'Runs by how they ended.',
      labelNames: ['state'],
      registers,
    }),
    duration: new Histogram({
      name: 'consilience_run_seconds',
      help: 'From the start of a run to its end.',
      labelNames: ['state'],
      buckets: seconds,
      registers,
    }),
    quorum: new Histogram({
      name: 'consilience_run_quorum_seconds',
      help: 'From the start of a run until enough answers had come for a synthesis.',
      buckets: seconds,
      registers,
    }),
    late: new Counter({
      name: 'consilience_answers_late_total',
      help: 'Answers that came after the synthesis had begun.',
      registers,
    }),
    score: new Histogram({
      name: 'consilience_agreement_score',
      help: 'Agreement scores, 0 to 100.',
      buckets: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
      registers,
    }),
  };
}

function callMetrics(registry: Registry) {
  const registers = [registry];
  return {
    ended: new Counter({
      name: 'consilience_model_calls_total',
      help: 'Calls to models by how they finished or the code of their error.',
      labelNames: ['model', 'outcome'],
      registers,
    }),
    retried: new Counter({
      name: 'consilience_model_retries_total',
      help: 'Attempts beyond the first of a call.',
      labelNames: ['model'],
      registers,
    }),
    duration: new Histogram({
      name: 'consilience_model_seconds',
      help: 'From the start of a call to its end, waits and attempts included.',
      labelNames: ['model'],
      buckets: seconds,
      registers,
    }),
    first: new Histogram({
      name: 'consilience_model_first_text_seconds',
      help: 'From the start of a call to its first text.',
      labelNames: ['model'],
      buckets: seconds,
      registers,
    }),
  };
}

function gaugesOf(registry: Registry) {
  const registers = [registry];
  const labelNames = ['vendor'] as const;
  return {
    inFlight: new Gauge({ name: 'consilience_runs_in_flight', help: 'Runs in flight in this process.', registers }),
    limit: new Gauge({ name: 'consilience_runs_limit', help: 'Runs that are let in at the moment.', registers }),
    vendorInFlight: new Gauge({
      name: 'consilience_vendor_calls_in_flight',
      help: 'Calls in flight.',
      labelNames,
      registers,
    }),
    vendorQueued: new Gauge({
      name: 'consilience_vendor_calls_queued',
      help: 'Calls that wait for a place at the vendor.',
      labelNames,
      registers,
    }),
    vendorOpen: new Gauge({
      name: 'consilience_vendor_breaker_open',
      help: '1 while the breaker keeps calls away.',
      labelNames,
      registers,
    }),
  };
}
