import { describe, expect, test } from 'vitest';
import { ScriptedModel, VirtualClock } from '../testing/index.ts';
import type { ModelListing, ModelVendor } from '../ports/model-vendor.ts';
import { ConsilienceError } from '../errors.ts';
import { catalogue, makeModels } from './index.ts';
import type { Roster, Seat } from './index.ts';

const clock = new VirtualClock();

function seat(
  vendor: string,
  options: { listed?: readonly string[] | Error; served?: Seat['served']; rehearsal?: boolean } = {},
) {
  let asked = 0;
  const listed = options.listed ?? [];
  const port: ModelVendor = {
    vendor,
    address: `https://${vendor}.example`,
    rehearsal: options.rehearsal ?? false,
    list: async (): Promise<ModelListing[]> => {
      asked += 1;
      if (listed instanceof Error) {
        throw listed;
      }
      return listed.map((name) => ({ name, label: name }));
    },
    check: () => Promise.resolve(),
    model: (name) => new ScriptedModel(`${vendor}/${name}`, clock, []),
  };
  return { seat: { vendor: port, served: options.served ?? null } satisfies Seat, asked: () => asked };
}

function roster(seats: readonly Seat[], more: Partial<Roster> = {}): Roster {
  return {
    source: 'keys',
    sentence: '',
    howToChange: '',
    seats,
    configuredPanel: [],
    configuredSynthesizer: '',
    embedder: 'lexical',
    suggestions: [],
    ...more,
  };
}

function ids(models: ReturnType<typeof makeModels>, chosen: readonly string[] | null = null): string[] {
  return models.resolve(chosen).panel.map((member) => member.model);
}

const { signal } = new AbortController();

describe('the default panel', () => {
  test('takes the preferred model of each vendor', () => {
    const seats = ['openai', 'anthropic', 'google', 'perplexity'].map((vendor) => seat(vendor).seat);
    const vendors = ids(makeModels(roster(seats), clock)).map((id) => id.split('/')[0]);
    expect(vendors).toEqual(['openai', 'anthropic', 'google', 'perplexity']);
  });

  test('asks more models of a lone vendor, so that there is something to compare', () => {
    const panel = ids(makeModels(roster([seat('anthropic').seat]), clock));
    expect(panel).toHaveLength(3);
    expect(new Set(panel).size).toBe(3);
  });

  test('takes five vendors through one OpenRouter key, and counts their makers as vendors', () => {
    const models = makeModels(roster([seat('openrouter').seat], { source: 'openrouter' }), clock);
    expect(new Set(models.resolve(null).panel.map((member) => member.vendor)).size).toBe(5);
  });

  test('never holds a research model, which would keep everybody waiting', () => {
    const served = [
      { name: 'rehearsal-deep-research', label: 'Deep Research (rehearsal)' },
      { name: 'rehearsal-sonar', label: 'Sonar (rehearsal)' },
    ];
    expect(ids(makeModels(roster([seat('perplexity', { served }).seat]), clock))).toEqual([
      'perplexity/rehearsal-sonar',
    ]);
  });

  test('gives way to the configured one, and names a stranger in it', () => {
    const seats = [seat('openai').seat];
    expect(ids(makeModels(roster(seats, { configuredPanel: ['openai/gpt-x'] }), clock))).toEqual(['openai/gpt-x']);
    expect(() => makeModels(roster(seats, { configuredPanel: ['acme/one'] }), clock)).toThrow(
      /CONSILIENCE_MODELS.*acme/,
    );
    expect(() => makeModels(roster(seats, { configuredSynthesizer: 'acme/one' }), clock)).toThrow(
      /CONSILIENCE_SYNTHESIZER.*acme/,
    );
  });
});

describe('resolving a panel', () => {
  const models = makeModels(
    roster([seat('openai').seat, seat('perplexity').seat, seat('vllm', { rehearsal: true }).seat]),
    clock,
  );

  test.each([
    ['none', []],
    ['nine', Array.from({ length: 9 }, (_, index) => `openai/m${index}`)],
    ['the same twice', ['openai/a', 'openai/a']],
  ])('refuses %s', (_, chosen) => {
    expect(() => models.resolve(chosen)).toThrow(expect.objectContaining({ code: 'panel_invalid' }));
  });

  test.each([['gpt'], ['/gpt'], ['openai/'], ['acme/gpt'], ['openai/../x'], ['openai/a?b'], ['openai/a b']])(
    'refuses %s as unknown',
    (id) => {
      expect(() => models.resolve([id])).toThrow(expect.objectContaining({ code: 'model_unknown' }));
    },
  );

  test('marks research models late and simulated ones as rehearsal', () => {
    const [research, simulated] = models.resolve(['perplexity/sonar-deep-research', 'vllm/llama']).panel;
    expect(research).toMatchObject({ late: true, label: 'Sonar Deep Research', rehearsal: false });
    expect(simulated).toMatchObject({ late: false, label: 'llama (rehearsal)', rehearsal: true });
  });

  test('lets models that do not search write the synthesis, the configured one first', () => {
    const chosen = ['perplexity/sonar', 'openai/gpt-5.5'];
    expect(models.resolve(chosen).synthesizers.map((model) => model.id)).toEqual(['openai/gpt-5.5']);
    const configured = makeModels(
      roster([seat('openai').seat, seat('perplexity').seat], { configuredSynthesizer: 'openai/big' }),
      clock,
    );
    expect(configured.resolve(chosen).synthesizers.map((model) => model.id)).toEqual(['openai/big', 'openai/gpt-5.5']);
    expect(models.resolve(['perplexity/sonar']).synthesizers.map((model) => model.id)).toEqual(['perplexity/sonar']);
  });
});

describe('describing the models', () => {
  test('lists what the vendor lists, without models that cannot chat, and asks it once', async () => {
    const openai = seat('openai', { listed: ['gpt-6.1-sol', 'gpt-9', 'text-embedding-3-small', 'whisper-1'] });
    const models = makeModels(roster([openai.seat]), clock);
    await models.describe(signal);
    const view = await models.describe(signal);
    expect(view.models.map((model) => model.model)).toContain('openai/gpt-9');
    expect(view.models.map((model) => model.model).filter((id) => /embedding|whisper/.test(id))).toEqual([]);
    expect(openai.asked()).toBe(1);
  });

  test('says why a vendor could not be asked, keeps what is known, and asks again later', async () => {
    const broken = seat('anthropic', { listed: new ConsilienceError('key_rejected') });
    const models = makeModels(roster([broken.seat]), clock);
    const view = await models.describe(signal);
    expect(view.vendors[0]?.error).toContain('The key was rejected.');
    expect(view.models.filter((model) => model.inPanel)).toHaveLength(3);
    await models.describe(signal);
    expect(broken.asked()).toBe(2);
  });

  test('does not offer a catalogue model that the vendor no longer lists', async () => {
    const retired = catalogue.vendors['openai']?.models.at(-1)?.name ?? '';
    const models = makeModels(
      roster([seat('openai', { listed: ['gpt-6.1-sol'] }).seat], { configuredPanel: ['openai/gpt-6.1-sol'] }),
      clock,
    );
    const view = await models.describe(signal);
    expect(view.models.map((model) => model.model)).toEqual(['openai/gpt-6.1-sol']);
    expect(view.models.map((model) => model.model)).not.toContain(`openai/${retired}`);
  });

  test('takes in a server of one’s own that comes up after the start', async () => {
    const listed = ['llama', 'nomic-embed-text'];
    const late = seat('vllm', { listed: new ConsilienceError('connect_failed'), served: [] }).seat;
    const port = { ...late.vendor };
    const models = makeModels(roster([{ ...late, vendor: port }]), clock);
    const before = await models.describe(signal);
    expect(before).toMatchObject({
      models: [],
      synthesizer: '',
      vendors: [{ error: expect.stringContaining('reached') }],
    });
    expect(() => models.resolve(null)).toThrow('There is no model to ask.');
    port.list = async () => listed.map((name) => ({ name, label: name }));
    const after = await models.describe(signal);
    expect(after.models).toMatchObject([{ model: 'vllm/llama', inPanel: true }]);
    expect(after.vendors[0]?.error).toBeNull();
    expect(ids(models)).toEqual(['vllm/llama']);
  });

  test('offers what OpenRouter lists beside the vendors whose keys are set, outside the panel', async () => {
    const gateway = seat('openrouter', { listed: ['acme/one'], served: [] }).seat;
    const view = await makeModels(roster([seat('openai').seat, gateway]), clock).describe(signal);
    expect(view.models).toContainEqual(expect.objectContaining({ model: 'openrouter/acme/one', inPanel: false }));
  });
});
