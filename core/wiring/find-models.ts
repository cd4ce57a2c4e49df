import { anthropicVendor, compatibleVendor, googleVendor, openaiVendor, perplexityVendor } from '../adapters/index.ts';
import type { Config } from '../config.ts';
import { ConsilienceError } from '../errors.ts';
import type { ModelVendor } from '../ports/model-vendor.ts';
import { CastError, startRehearsal } from '../rehearsal/index.ts';
import type { Rehearsal } from '../rehearsal/index.ts';
import { canChat, catalogue } from '../routing/index.ts';
import type { Roster, Seat } from '../routing/index.ts';

/** Whom to ask, and what to close with the product. */
export interface Found {
  readonly roster: Roster;
  readonly close: () => Promise<void>;
}

type Party = Pick<Roster, 'source' | 'sentence' | 'howToChange' | 'seats' | 'suggestions'> & {
  close?: () => Promise<void>;
};

/** Where servers of one's own listen when nobody said otherwise, and how long each has to show itself. */
export type Places = Readonly<Record<'ollama' | 'llamacpp' | 'vllm', string>> & { readonly probeMs: number };

const usualPlaces: Places = {
  ollama: 'http://127.0.0.1:11434/v1',
  llamacpp: 'http://127.0.0.1:8080/v1',
  vllm: 'http://127.0.0.1:8000/v1',
  probeMs: 300,
};
const servedListMs = 3_000;

/**
 * Looks for models in this order: keys and VLLM_BASE_URL, one OpenRouter key, a server of one's own on loopback; with
 * none of them it starts the rehearsal server. Throws `config_invalid` for a cast that cannot be played.
 */
export async function findModels(config: Config, embedder: string, places = usualPlaces): Promise<Found> {
  const party =
    (await withKeys(config)) ??
    withOpenRouter(config) ??
    (await onLoopback(config, places)) ??
    (await inRehearsal(config));
  return {
    roster: {
      ...party,
      configuredPanel: config.CONSILIENCE_MODELS.split(',')
        .map((model) => model.trim())
        .filter((model) => model !== ''),
      configuredSynthesizer: config.CONSILIENCE_SYNTHESIZER,
      embedder,
    },
    close: party.close ?? (() => Promise.resolve()),
  };
}

const ownSuggestions = [
  'At what temperature does water boil on a 3,000 m mountain?',
  'Which is larger, 9.11 or 9.9?',
  'Was Napoleon unusually short?',
  'PostgreSQL or SQLite for a web application with 40 users?',
];

async function withKeys(config: Config): Promise<Party | null> {
  const seats: Seat[] = directVendors(config).map((vendor) => ({ vendor, served: null }));
  const isKeyed = seats.length > 0;
  if (config.VLLM_BASE_URL !== undefined) {
    seats.push(await servedSeat(ownServer(config, 'vllm', config.VLLM_BASE_URL)));
  }
  if (seats.length === 0) {
    return null;
  }
  const names = listed(seats.map(({ vendor }) => vendorLabel(vendor.vendor)));
  if (config.OPENROUTER_API_KEY !== undefined) {
    // Can be picked; the panel is made of the vendors whose keys are there.
    seats.push({ vendor: openRouter(config, config.OPENROUTER_API_KEY), served: [] });
  }
  return {
    source: 'keys',
    sentence: isKeyed
      ? `Asking ${names}, with the keys that are set.`
      : `Asking the models of ${names} at ${config.VLLM_BASE_URL}.`,
    howToChange: isKeyed
      ? 'Change keys in .env and restart; CONSILIENCE_MODELS sets the panel.'
      : 'Put keys into .env to ask other vendors too, and restart; CONSILIENCE_MODELS sets the panel.',
    seats,
    suggestions: ownSuggestions,
  };
}

function directVendors(config: Config): ModelVendor[] {
  const shared = { connectMs: config.CONSILIENCE_CONNECT_MS, rehearsal: false };
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, GOOGLE_API_KEY, PERPLEXITY_API_KEY } = config;
  return [
    OPENAI_API_KEY && openaiVendor({ ...shared, key: OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL }),
    ANTHROPIC_API_KEY && anthropicVendor({ ...shared, key: ANTHROPIC_API_KEY, baseUrl: config.ANTHROPIC_BASE_URL }),
    GOOGLE_API_KEY && googleVendor({ ...shared, key: GOOGLE_API_KEY, baseUrl: config.GOOGLE_BASE_URL }),
    PERPLEXITY_API_KEY && perplexityVendor({ ...shared, key: PERPLEXITY_API_KEY, baseUrl: config.PERPLEXITY_BASE_URL }),
  ].filter((vendor) => typeof vendor === 'object');
}

function withOpenRouter(config: Config): Party | null {
  if (config.OPENROUTER_API_KEY === undefined) {
    return null;
  }
  return {
    source: 'openrouter',
    sentence: 'Asking five vendors through your OpenRouter key.',
    howToChange: 'Set CONSILIENCE_MODELS for another panel, or the vendors’ own keys in .env, and restart.',
    seats: [{ vendor: openRouter(config, config.OPENROUTER_API_KEY), served: null }],
    suggestions: ownSuggestions,
  };
}

/** Ollama, llama.cpp and vLLM at their usual ports, all asked at once. */
async function onLoopback(config: Config, places: Places): Promise<Party | null> {
  if (config.REHEARSAL_CAST !== '') {
    return null;
  }
  const candidates = [
    ownServer(config, 'ollama', places.ollama),
    ownServer(config, 'llamacpp', places.llamacpp),
    ownServer(config, 'vllm', places.vllm),
  ];
  const probed = await Promise.all(candidates.map((vendor) => servedSeat(vendor, places.probeMs)));
  const seats = probed.filter((seat) => (seat.served?.length ?? 0) > 0);
  if (seats.length === 0) {
    return null;
  }
  const found = listed(seats.map(({ vendor }) => `${vendorLabel(vendor.vendor)} at ${vendor.address}`));
  return {
    source: 'local',
    sentence: `Asking the models of ${found}, found on this machine.`,
    howToChange: 'Put keys into .env to ask other vendors, and restart.',
    seats,
    suggestions: ownSuggestions,
  };
}

async function inRehearsal(config: Config): Promise<Party> {
  const rehearsal = await start(config);
  const vendors: ModelVendor[] = [
    openaiVendor(rehearsed('openai')),
    anthropicVendor(rehearsed('anthropic')),
    googleVendor(rehearsed('google')),
    perplexityVendor(rehearsed('perplexity')),
    compatibleVendor({ ...rehearsed('vllm'), vendor: 'vllm', price: { input: 0, output: 0 } }),
  ];
  function rehearsed(vendor: keyof Rehearsal['baseUrls']) {
    const baseUrl = rehearsal.baseUrls[vendor];
    return { key: 'rehearsal', baseUrl, connectMs: config.CONSILIENCE_CONNECT_MS, rehearsal: true };
  }
  const seats = vendors.map((vendor) => ({
    vendor,
    served: rehearsal.models.filter((model) => model.vendor === vendor.vendor),
  }));
  return {
    source: 'rehearsal',
    sentence: 'Rehearsal models: simulated answers. Add a key to ask real ones.',
    howToChange:
      'Put OPENROUTER_API_KEY, or the vendors’ own keys, into a file named .env and restart; or start Ollama.',
    seats: seats.filter(({ served }) => served.length > 0),
    suggestions: rehearsal.suggestions,
    close: () => rehearsal.close(),
  };
}

async function start(config: Config): Promise<Rehearsal> {
  const castFile = config.REHEARSAL_CAST === '' ? null : config.REHEARSAL_CAST;
  try {
    return await startRehearsal({ host: '127.0.0.1', port: 0, castFile, profile: 'demo', faults: '', seed: 1 });
  } catch (cause) {
    if (cause instanceof CastError) {
      throw new ConsilienceError('config_invalid', { message: `REHEARSAL_CAST: ${cause.message}`, cause });
    }
    throw cause;
  }
}

function openRouter(config: Config, key: string): ModelVendor {
  return compatibleVendor({
    vendor: 'openrouter',
    key,
    baseUrl: config.OPENROUTER_BASE_URL,
    connectMs: config.CONSILIENCE_CONNECT_MS,
    rehearsal: false,
    price: null,
  });
}

function ownServer(config: Config, vendor: 'vllm' | 'ollama' | 'llamacpp', baseUrl: string): ModelVendor {
  return compatibleVendor({
    vendor,
    key: config.VLLM_API_KEY ?? null,
    baseUrl,
    connectMs: config.CONSILIENCE_CONNECT_MS,
    rehearsal: false,
    price: { input: config.VLLM_PRICE_INPUT, output: config.VLLM_PRICE_OUTPUT },
  });
}

/** A server that does not answer keeps its seat without models: the picker says why. Its embedders are no models to ask. */
async function servedSeat(vendor: ModelVendor, withinMs = servedListMs): Promise<Seat> {
  const served = await vendor.list(AbortSignal.timeout(withinMs)).catch(() => []);
  return { vendor, served: served.filter(({ name }) => canChat(name)) };
}

function vendorLabel(vendor: string): string {
  const own: Record<string, string> = { vllm: 'vLLM', ollama: 'Ollama', llamacpp: 'llama.cpp' };
  return catalogue.vendors[vendor]?.label ?? own[vendor] ?? vendor;
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
