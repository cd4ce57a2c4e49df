import { join } from 'node:path';
import {
  compatibleEmbedder,
  fileSpool,
  googleEmbedder,
  lexicalEmbedder,
  pinoLogger,
  processLoad,
  sqliteHistoryIndex,
  sqliteRunLog,
  sqliteStore,
  systemClock,
  systemRandom,
  thisProcess,
} from '../adapters/index.ts';
import { answerContract, assessAgreement, TrailerFilter } from '../agreement/index.ts';
import type { Config } from '../config.ts';
import type { Consilience, Operations } from '../consilience.ts';
import { consensusRun, HeavyWork } from '../consensus/index.ts';
import type { RunLimits } from '../consensus/index.ts';
import { makeDispatcher } from '../dispatch/index.ts';
import { ConsilienceError } from '../errors.ts';
import { makeHistory } from '../history/index.ts';
import { makeShares } from '../sharing/index.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Spool } from '../ports/spool.ts';
import { keepModels, parseModelId } from '../routing/index.ts';
import { makeReadiness } from '../telemetry/readiness.ts';
import { findModels } from './find-models.ts';
import { openEntailment } from './entailment.ts';
import { judgePolicy } from './judge-policy.ts';
import { gauges, openTelemetry } from './telemetry.ts';

/** The product, opened, with the logger that its surfaces share. */
export interface OpenConsilience extends Consilience {
  readonly operations: Operations;
  readonly logger: Logger;
  /** What whoever starts the product should know: sentences. */
  readonly notes: readonly string[];
  /** For the chat platforms, which keep their own documents. */
  readonly store: DocumentStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly random: Random;
}

export interface OpenOptions {
  /** False for a short-lived command: runs that a dead process left stay for the next server. */
  readonly adopts: boolean;
}

const finishMs = 20_000;

/**
 * Wires the product from its configuration: finds whom to ask, opens the store in `DATA_DIR`, takes over what a dead
 * process left. Throws `config_invalid` or `store_unavailable`.
 */
export async function openConsilience(
  config: Config,
  options: OpenOptions = { adopts: true },
): Promise<OpenConsilience> {
  const logger = pinoLogger({ level: config.LOG_LEVEL, secrets: secretsOf(config) });
  const embedder = makeEmbedder(config);
  const { stage: entailment, note } = openEntailment(config);
  const { store, log, index } = openStore(config);
  const telemetry = await openTelemetry(config);
  const { roster, close: closeRoster } = await findModels(config, embedder.id);
  const models = keepModels({ roster, clock: systemClock, store });
  const ports = { clock: systemClock, random: systemRandom, logger };
  const owner = thisProcess();
  const dispatcher = makeDispatcher({ ...ports, meter: telemetry.meter });
  const engine = {
    ...ports,
    dispatcher,
    embedder,
    judges: judgePolicy(config, roster),
    heavy: new HeavyWork(systemClock),
    entailment,
    agreement: { assess: assessAgreement, answerContract, makeTrailerFilter: () => new TrailerFilter() },
  };
  const history = makeHistory({
    ...ports,
    store,
    log,
    index,
    engine: { run: (request, signal) => consensusRun(engine, request, signal) },
    panel: (chosen, asked) => models.resolve(chosen, asked),
    limits: runLimits(config),
    runsMax: config.CONSILIENCE_RUNS_MAX,
    load: processLoad(),
    telemetry,
    owner,
    adopts: options.adopts,
    finishMs,
  });
  await history.start();
  return {
    logger,
    notes: note === null ? [] : [note],
    store,
    spool: fileSpool(join(config.DATA_DIR, 'inbox')),
    clock: systemClock,
    random: systemRandom,
    runs: history.runs,
    sessions: history.sessions,
    shares: makeShares({ ...ports, store, log, runs: history.runs, sessions: history.sessions }),
    models,
    stats: history.stats,
    operations: {
      readiness: makeReadiness({ ...ports, store, processName: owner.nonce, state: () => history.state() }),
      metrics: () => telemetry.meter.read(gauges(history.state(), dispatcher.snapshot())),
    },
    async close() {
      await history.close();
      const entailerEnds = entailment?.entailer.close();
      await telemetry.tracer.close();
      await log.close();
      await index.close();
      await store.close();
      await closeRoster();
      await entailerEnds;
    },
  };
}

function openStore({ DATA_DIR }: Config) {
  const file = join(DATA_DIR, 'consilience.db');
  const store = sqliteStore({ file });
  return { store, log: sqliteRunLog({ file, clock: systemClock }), index: sqliteHistoryIndex({ file }) };
}

/** The embedder that the configuration names. Throws `config_invalid`. */
export function makeEmbedder(config: Config): Embedder {
  if (config.CONSILIENCE_EMBEDDER === 'lexical') {
    return lexicalEmbedder();
  }
  const { vendor, name: model } = embedderId(config.CONSILIENCE_EMBEDDER);
  const connectMs = config.CONSILIENCE_CONNECT_MS;
  switch (vendor) {
    case 'openai':
      return compatibleEmbedder({
        vendor,
        model,
        key: config.OPENAI_API_KEY ?? null,
        baseUrl: config.OPENAI_BASE_URL,
        connectMs,
      });
    case 'openrouter':
      return compatibleEmbedder({
        vendor,
        model,
        key: config.OPENROUTER_API_KEY ?? null,
        baseUrl: config.OPENROUTER_BASE_URL,
        connectMs,
      });
    case 'google':
      return googleEmbedder({
        model,
        key: needed(config.GOOGLE_API_KEY, 'GOOGLE_API_KEY'),
        baseUrl: config.GOOGLE_BASE_URL,
        connectMs,
      });
    case 'vllm':
      return compatibleEmbedder({
        vendor,
        model,
        key: config.VLLM_API_KEY ?? null,
        baseUrl: needed(config.VLLM_BASE_URL, 'VLLM_BASE_URL'),
        connectMs,
      });
    default:
      throw new ConsilienceError('config_invalid', {
        message: `CONSILIENCE_EMBEDDER: "${vendor}" has no embedder; use lexical, openai/..., google/..., openrouter/... or vllm/....`,
      });
  }
}

function embedderId(id: string) {
  try {
    return parseModelId(id);
  } catch (cause) {
    throw new ConsilienceError('config_invalid', {
      message: `CONSILIENCE_EMBEDDER: "${id}" is neither lexical nor of the form vendor/model.`,
      cause,
    });
  }
}

function needed(value: string | undefined, name: string): string {
  if (value === undefined) {
    throw new ConsilienceError('config_invalid', { message: `CONSILIENCE_EMBEDDER needs ${name}.` });
  }
  return value;
}

function runLimits(config: Config): RunLimits {
  return {
    firstTokenMs: config.CONSILIENCE_FIRST_TOKEN_MS,
    idleMs: config.CONSILIENCE_IDLE_MS,
    totalMs: config.CONSILIENCE_TOTAL_MS,
    deadlineMs: config.CONSILIENCE_DEADLINE_MS,
    researchMs: config.CONSILIENCE_RESEARCH_MS,
    quorum: config.CONSILIENCE_QUORUM,
    graceMs: config.CONSILIENCE_GRACE_MS,
    outputTokensMax: config.CONSILIENCE_OUTPUT_TOKENS,
  };
}

function secretsOf(config: Config): string[] {
  return Object.entries(config).flatMap(([name, value]) =>
    /_(?:API_KEY|TOKEN|SECRET|OTLP_HEADERS)$/.test(name) && typeof value === 'string' ? [value] : [],
  );
}
