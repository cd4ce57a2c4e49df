import type { AvailableModel, ModelsView } from '../consilience.ts';
import type { PanelMember } from '../consensus/request.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import { canChat, catalogue, knownModel } from './catalogue.ts';
import { defaultPanel, panelMax, panelModel, parseModelId } from './panel.ts';
import type { Seat } from './panel.ts';
import { noSettings } from './settings.ts';
import type { ModelSettings } from './settings.ts';

/** Who was found, why these, and what to say about it. */
export interface Roster {
  readonly source: ModelsView['source'];
  readonly sentence: string;
  readonly howToChange: string;
  readonly seats: readonly Seat[];
  /** `vendor/name` each; empty takes the default panel of the seats. */
  readonly configuredPanel: readonly string[];
  /** `vendor/name`, or empty. */
  readonly configuredSynthesizer: string;
  readonly embedder: string;
  readonly suggestions: readonly string[];
}

/** A panel ready to be asked, and who may write its synthesis, preferred first. */
export interface ResolvedPanel {
  readonly panel: readonly PanelMember[];
  readonly synthesizers: readonly ChatModel[];
}

const listMsMax = 3_000;
const listFreshMs = 10 * 60_000;
const listedMax = 200;

interface RosterModels {
  resolve(models: readonly string[] | null, settings?: ModelSettings): ResolvedPanel;
  describe(signal: AbortSignal, settings?: ModelSettings): Promise<ModelsView>;
}

/** Chooses models: the page's picker asks `describe`, a new run asks `resolve`. Throws `config_invalid` for a roster that names strangers. */
export function makeModels(initial: Roster, clock: Clock): RosterModels {
  checkNames(initial);
  let roster = initial;
  const lists = new Map<string, CachedList>();
  return {
    resolve: (models, settings = noSettings) =>
      resolve(roster, models ?? panelOf(roster, settings), synthesizerOf(roster, settings)),
    describe: async (signal, settings = noSettings) => {
      const { seats } = roster;
      const listed = await Promise.all(seats.map((seat) => cachedList({ seat, lists, clock }, signal)));
      roster = { ...roster, seats: seats.map((seat, index) => nowServing(seat, listed[index])) };
      const panel = panelOf(roster, settings);
      const synthesizer = synthesizerOf(roster, settings);
      return {
        source: roster.source,
        sentence: roster.sentence,
        howToChange: roster.howToChange,
        models: available({ roster, panel, off: settings.off }, listed),
        vendors: seats.map(({ vendor }, index) => ({
          vendor: vendor.vendor,
          address: vendor.address,
          error: listed[index]?.error ?? null,
          check: settings.checks.find((check) => check.vendor === vendor.vendor) ?? null,
        })),
        synthesizer: panel.length === 0 ? '' : (resolve(roster, panel, synthesizer).synthesizers[0]?.id ?? ''),
        chosen: { panel: settings.panel !== null, synthesizer: settings.synthesizer !== null },
        embedder: roster.embedder,
        suggestions: roster.suggestions,
      };
    },
  };
}

interface CachedList {
  readonly at: number;
  readonly names: readonly { readonly name: string; readonly label: string }[];
  readonly error: string | null;
}

function checkNames({ seats, configuredPanel, configuredSynthesizer }: Roster): void {
  const synthesizer = configuredSynthesizer === '' ? [] : [configuredSynthesizer];
  for (const [variable, ids] of Object.entries({
    CONSILIENCE_MODELS: configuredPanel,
    CONSILIENCE_SYNTHESIZER: synthesizer,
  })) {
    try {
      ids.forEach((id) => panelModel(seats, id));
    } catch (error) {
      throw new ConsilienceError('config_invalid', {
        message: `${variable}: ${error instanceof Error ? error.message : String(error)}`,
        cause: error,
      });
    }
  }
}

/** What a workspace chose goes before what is configured; a model that is off, or cannot be asked any more, is in neither. */
function panelOf({ seats, configuredPanel }: Roster, { panel, off }: ModelSettings): readonly string[] {
  const chosen = (panel ?? []).filter((model) => !off.includes(model) && canBeAsked(seats, model));
  if (chosen.length > 0) {
    return chosen;
  }
  const standard = configuredPanel.length > 0 ? configuredPanel : defaultPanel(seats);
  return standard.filter((model) => !off.includes(model));
}

function synthesizerOf({ seats, configuredSynthesizer }: Roster, { synthesizer, off }: ModelSettings): string {
  const right = synthesizer !== null && !off.includes(synthesizer) && canBeAsked(seats, synthesizer);
  return right ? synthesizer : configuredSynthesizer;
}

function canBeAsked(seats: readonly Seat[], model: string): boolean {
  return seats.some(({ vendor }) => vendor.vendor === model.split('/')[0]);
}

/** A server of one's own that was not up at the start joins when it shows its models. */
function nowServing(seat: Seat, listed: CachedList | undefined): Seat {
  const isOwnServer = seat.served !== null && catalogue.vendors[seat.vendor.vendor] === undefined;
  return isOwnServer && seat.served.length === 0 ? { ...seat, served: listed?.names ?? [] } : seat;
}

function resolve(roster: Roster, models: readonly string[], synthesizer: string): ResolvedPanel {
  if (models.length === 0) {
    throw new ConsilienceError('panel_invalid', {
      message: 'There is no model to ask.',
      action: 'GET /v1/models says why.',
    });
  }
  if (models.length === 0 || models.length > panelMax || new Set(models).size !== models.length) {
    throw new ConsilienceError('panel_invalid');
  }
  const panel = models.map((id) => ({ ...panelModel(roster.seats, id), chat: chat(roster, id) }));
  return { panel, synthesizers: synthesizers(roster, panel, synthesizer) };
}

function chat(roster: Roster, id: string): ChatModel {
  const { vendor, name } = parseModelId(id);
  const seat = roster.seats.find((candidate) => candidate.vendor.vendor === vendor);
  if (seat === undefined) {
    throw new ConsilienceError('model_unknown', { message: `No vendor "${vendor.slice(0, 50)}" is configured.` });
  }
  return seat.vendor.model(name);
}

/** The configured one first, then those of the panel that are fit for it; never none, and at most the panel and one. */
function synthesizers(roster: Roster, panel: readonly PanelMember[], first: string): ChatModel[] {
  const fit = panel.filter((member) => {
    const { vendor, name } = parseModelId(member.model);
    return knownModel(vendor, name).synthesizes && !member.late;
  });
  const fromPanel = (fit.length > 0 ? fit : panel).map((member) => member.chat);
  const wanted = first === '' ? [] : [chat(roster, first)];
  const others = fromPanel.filter((model) => model.id !== first);
  return [...wanted, ...others];
}

async function cachedList(
  context: { seat: Seat; lists: Map<string, CachedList>; clock: Clock },
  signal: AbortSignal,
): Promise<CachedList> {
  const { seat, lists, clock } = context;
  if (seat.served !== null && seat.served.length > 0) {
    return { at: 0, names: [], error: null };
  }
  const cached = lists.get(seat.vendor.vendor);
  if (cached !== undefined && cached.error === null && clock.monotonic() - cached.at < listFreshMs) {
    return cached;
  }
  const fresh = await freshList(context, signal);
  lists.set(seat.vendor.vendor, fresh);
  return fresh;
}

async function freshList({ seat, clock }: { seat: Seat; clock: Clock }, signal: AbortSignal): Promise<CachedList> {
  const bound = new AbortController();
  const release = clock.after(listMsMax, () => bound.abort(new ConsilienceError('connect_timeout')));
  const at = clock.monotonic();
  try {
    const names = await seat.vendor.list(AbortSignal.any([signal, bound.signal]));
    return { at, names: names.filter(({ name }) => canChat(name)).slice(0, listedMax), error: null };
  } catch (error) {
    return {
      at,
      names: [],
      error:
        error instanceof ConsilienceError
          ? `${error.message} ${error.action}`
          : 'The list of models could not be read.',
    };
  } finally {
    release();
  }
}

interface Shown {
  readonly roster: Roster;
  readonly panel: readonly string[];
  readonly off: readonly string[];
}

/** The panel first, then what the catalogue knows, then everything else that the vendors list. */
function available({ roster, panel, off }: Shown, listed: readonly CachedList[]): AvailableModel[] {
  const ids = new Set([...panel, ...off.filter((id) => canBeAsked(roster.seats, id))]);
  roster.seats.forEach((seat, index) => {
    const { vendor } = seat.vendor;
    const names = listed[index]?.names.map((model) => model.name) ?? [];
    const known = seat.served ?? catalogue.vendors[vendor]?.models ?? [];
    const current = known.filter((model) => names.length === 0 || names.includes(model.name));
    for (const name of [...current.map((model) => model.name), ...names]) {
      ids.add(`${vendor}/${name}`);
    }
  });
  return [...ids].map((id) => ({
    ...panelModel(roster.seats, id),
    inPanel: panel.includes(id),
    on: !off.includes(id),
  }));
}
