import type { RunLimits } from '../consensus/request.ts';
import { Chance } from './chance.ts';
import { drawFaults } from './provider-faults.ts';
import type { ProviderFaults } from './provider-faults.ts';

/** Everything that a seed decides before its world begins: who is there, what they do, and which faults are on. */
export interface Plan {
  readonly runs: number;
  readonly workspaces: number;
  /** How many processes share the store, and whether they are on one machine. */
  readonly processes: number;
  readonly oneMachine: boolean;
  readonly runsMax: number;
  readonly models: readonly PlannedModel[];
  readonly limits: RunLimits;
  readonly providers: ProviderFaults;
  readonly store: StoreFaults;
  readonly kills: readonly Kill[];
  readonly pauses: readonly { readonly slot: number; readonly atMs: number; readonly forMs: number }[];
  /** Deploys: a process is asked to close, and another one starts. */
  readonly restarts: readonly { readonly slot: number; readonly atMs: number }[];
  /** When the last question is asked; faults are over soon after. */
  readonly askedByMs: number;
  readonly people: Habits;
  /** Whether somebody asks again when all is over. */
  readonly aftermath: boolean;
}

export interface PlannedModel {
  readonly id: string;
  readonly vendor: string;
  readonly late: boolean;
}

export interface StoreFaults {
  /** Of one write. */
  readonly latencyMsMax: number;
  readonly outages: readonly { readonly fromMs: number; readonly untilMs: number; readonly readsToo: boolean }[];
  /** How likely a write is made though its caller is told that the store is down. */
  readonly lostReply: number;
}

/** At a time, or at the n-th time that the process passes a point before or after a change of the store. */
export interface Kill {
  readonly slot: number;
  readonly when: { readonly atMs: number } | { readonly point: number };
  readonly downMs: number;
}

/** How likely somebody does what. */
export interface Habits {
  readonly key: number;
  readonly repeat: number;
  readonly cancel: number;
  readonly followUp: number;
  readonly stray: number;
  /** Ask what the one before asks, at about the same time. */
  readonly twin: number;
  /** Make a link to a run. */
  readonly share: number;
  /** Ask one model more. */
  readonly oneMore: number;
  /** Hide a session, and take it back. */
  readonly hide: number;
  /** Remove a session for good. */
  readonly erase: number;
}

const limits: RunLimits = {
  firstTokenMs: 2_000,
  idleMs: 1_500,
  totalMs: 6_000,
  deadlineMs: 9_000,
  researchMs: 20_000,
  quorum: 3,
  graceMs: 500,
  outputTokensMax: 2_048,
};

/** Swarm testing (Groce et al. 2012): each seed leaves most faults out, so that the others are met deeply. */
export function drawPlan(seed: number): Plan {
  const chance = new Chance(seed);
  const runs = 1 + Math.floor(49.99 * chance.next() ** 4);
  const processes = chance.pick([1, 1, 2, 3]);
  const askedByMs = chance.between(500, 15_000);
  const kills = drawKills(chance, processes, askedByMs);
  return {
    runs,
    workspaces: chance.whole(1, 3),
    processes,
    oneMachine: chance.happens(0.6),
    runsMax: kills.length === 0 && chance.happens(0.2) ? Math.max(2, Math.ceil(runs / 2)) : 200,
    models: drawModels(chance),
    limits: { ...limits, quorum: chance.whole(1, 4), graceMs: chance.whole(0, 1_000) },
    providers: drawFaults(chance.fork()),
    store: drawStore(chance, askedByMs),
    kills,
    pauses: drawList(chance, 0.3, () => ({
      slot: chance.whole(0, processes - 1),
      atMs: chance.between(0, askedByMs + 5_000),
      forMs: chance.pick([200, 5_000, chance.between(14_000, 20_000), 25_000]),
    })),
    restarts: drawList(chance, 0.2, () => ({
      slot: chance.whole(0, processes - 1),
      atMs: chance.between(0, askedByMs + 5_000),
    })),
    askedByMs,
    people: drawHabits(chance),
    aftermath: runs > 5 && chance.happens(0.5),
  };
}

function drawHabits(chance: Chance): Habits {
  return {
    key: chance.next(),
    repeat: chance.happens(0.5) ? 0.4 : 0,
    cancel: chance.happens(0.4) ? 0.4 : 0,
    followUp: chance.happens(0.5) ? 0.4 : 0,
    stray: chance.happens(0.3) ? 0.3 : 0,
    twin: chance.happens(0.3) ? 0.4 : 0,
    share: chance.happens(0.3) ? 0.4 : 0,
    oneMore: chance.happens(0.4) ? 0.5 : 0,
    hide: chance.happens(0.2) ? 0.3 : 0,
    erase: chance.happens(0.2) ? 0.3 : 0,
  };
}

function drawModels(chance: Chance): PlannedModel[] {
  const vendors = chance.whole(1, 4);
  return Array.from({ length: chance.whole(1, 5) }, (_, index) => {
    const vendor = `v${index % vendors}`;
    return { id: `${vendor}/m${index}`, vendor, late: chance.happens(0.1) };
  });
}

function drawStore(chance: Chance, askedByMs: number): StoreFaults {
  return {
    latencyMsMax: chance.pick([0, 0, 2, 50, 300]),
    outages: drawList(chance, 0.25, () => {
      const fromMs = chance.between(0, askedByMs + 5_000);
      return { fromMs, untilMs: fromMs + chance.between(50, 8_000), readsToo: chance.happens(0.5) };
    }),
    lostReply: chance.happens(0.1) ? 0.01 : 0,
  };
}

function drawKills(chance: Chance, processes: number, askedByMs: number): Kill[] {
  return drawList(chance, 0.5, () => ({
    slot: chance.whole(0, processes - 1),
    when: chance.happens(0.5)
      ? { atMs: chance.between(0, askedByMs + 8_000) }
      : { point: 1 + Math.floor(400 * chance.next() ** 2) },
    downMs: chance.between(50, 4_000),
  }));
}

/** Nothing, or one to three. */
function drawList<T>(chance: Chance, probability: number, draw: () => T): T[] {
  return chance.happens(probability) ? Array.from({ length: chance.whole(1, 3) }, draw) : [];
}
