import type { NewRun } from '../consilience.ts';
import type { RunLimits } from '../consensus/request.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import { makeHistory } from '../history/index.ts';
import type { History, HistoryOptions, ResolvedPanel } from '../history/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { HistoryIndex } from '../ports/history-index.ts';
import type { RunLog } from '../ports/run-log.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { PlayedLoad } from './played-load.ts';
import { RecordingMeter, RecordingTracer } from './recording-telemetry.ts';
import { ScriptedEngine } from './scripted-engine.ts';
import { seededRandom } from './seeded-random.ts';

export interface HistoryProcess {
  readonly history: History;
  readonly engine: ScriptedEngine;
  /** `run model`, one a call. */
  readonly calls: readonly string[];
}

export interface HistoryPorts {
  readonly store: DocumentStore;
  readonly log: RunLog;
  /** One of the process's own when left out. */
  readonly index?: HistoryIndex;
  readonly clock: Clock;
}

export interface HistoryScript {
  /** What differs from a usual process: its engine, owner, limits ... */
  readonly options?: (usual: HistoryOptions) => Partial<HistoryOptions>;
  /** Milliseconds between two pieces of an answer; 0 when left out. */
  readonly gapMs?: number;
  /** Told of each call to a model, before its events. */
  readonly onCall?: (runId: string, model: string) => void;
  /** Process 1 of host `here` when left out. */
  readonly processId?: number;
}

/** A history on the given ports that asks a scripted engine, as one process would have it. */
export function historyProcess({ store, log, clock, index }: HistoryPorts, script: HistoryScript = {}): HistoryProcess {
  const calls: string[] = [];
  const processId = script.processId ?? 1;
  const engine = new ScriptedEngine({
    clock,
    pieces: 3,
    gapMs: script.gapMs ?? 0,
    onCall(runId, model) {
      calls.push(`${runId} ${model}`);
      script.onCall?.(runId, model);
    },
  });
  const usual: HistoryOptions = {
    store,
    log,
    index: index ?? forgetfulIndex,
    engine,
    panel: testPanel,
    limits: testLimits,
    clock,
    random: seededRandom(processId),
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    runsMax: 500,
    load: new PlayedLoad(),
    telemetry: { meter: new RecordingMeter(), tracer: new RecordingTracer(), withContent: false },
    owner: { host: 'here', processId, nonce: `n${processId}`, isAlive: () => true },
    adopts: true,
    finishMs: 1_000,
  };
  return { history: makeHistory({ ...usual, ...script.options?.(usual) }), engine, calls };
}

/** For tests that search nothing. */
const forgetfulIndex: HistoryIndex = {
  putSession: () => Promise.resolve(),
  putRun: () => Promise.resolve(),
  removeSession: () => Promise.resolve(),
  find: () => Promise.reject(new Error('The test has given no index.')),
  isEmpty: () => Promise.resolve(false),
  close: () => Promise.resolve(),
};

/** A new run of the local workspace. */
export function ask(question: string, more: Partial<NewRun> = {}): NewRun {
  return { workspace: localWorkspace, question, models: null, session: null, idempotencyKey: null, ...more };
}

/** All events of a run until its end; fails when that takes over 10 seconds. */
export async function followed(history: History, id: string, after = 0): Promise<ConsensusEvent[]> {
  const events: ConsensusEvent[] = [];
  const tooLong = AbortSignal.timeout(10_000);
  for await (const batch of history.runs.follow({ workspace: localWorkspace, id, after }, tooLong)) {
    events.push(...batch);
  }
  tooLong.throwIfAborted();
  return events;
}

/** Three models of three vendors, or those asked for; a vendor `unknown` is not configured. */
function testPanel(models: readonly string[] | null): ResolvedPanel {
  const panel = (models ?? ['a/one', 'b/two', 'c/three']).map((model) => {
    const vendor = model.split('/')[0] ?? model;
    if (vendor === 'unknown') {
      throw new ConsilienceError('model_unknown');
    }
    return { model, vendor, label: model, rehearsal: false, late: false, chat: { id: model, vendor, stream: unasked } };
  });
  return { panel, synthesizers: panel.map((member) => member.chat) };
}

const testLimits: RunLimits = {
  firstTokenMs: 20_000,
  idleMs: 15_000,
  totalMs: 60_000,
  deadlineMs: 90_000,
  researchMs: 600_000,
  quorum: 3,
  graceMs: 1_000,
  outputTokensMax: 2_048,
};

function unasked(): never {
  throw new Error('The scripted engine asks no model.');
}

function ignore(): void {}
