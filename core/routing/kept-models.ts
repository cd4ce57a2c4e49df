import { asConsilienceError } from '../consensus/event-error.ts';
import type { Models } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { ModelVendor } from '../ports/model-vendor.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { makeModels } from './models.ts';
import type { ResolvedPanel, Roster } from './models.ts';
import { panelMax, panelModel } from './panel.ts';
import { SettingsStore } from './settings.ts';
import type { KeyCheck } from './settings.ts';

const checkMsMax = 10_000;

/** Who is to be asked, and by whom. */
export interface Asked {
  readonly workspace: WorkspaceId;
  /** A run that was accepted before: a model that was switched off since is asked nevertheless. */
  readonly again: boolean;
}

export interface KeptModels extends Models {
  resolve(models: readonly string[] | null, asked: Asked): Promise<ResolvedPanel>;
}

interface KeptIn {
  readonly roster: Roster;
  readonly clock: Clock;
  readonly store: DocumentStore;
}

/** The models of a roster with what each workspace has chosen of them, which is kept in the store. Throws `config_invalid`. */
export function keepModels({ roster, clock, store }: KeptIn): KeptModels {
  const models = makeModels(roster, clock);
  const settings = new SettingsStore(store);
  const describe: Models['describe'] = async (signal, workspace = localWorkspace) =>
    models.describe(signal, await settings.of(workspace));
  return {
    describe,
    async resolve(chosen, { workspace, again }) {
      const kept = await settings.of(workspace);
      const off = again ? undefined : chosen?.find((model) => kept.off.includes(model));
      if (off !== undefined) {
        throw new ConsilienceError('model_off', { message: `${off} is switched off.` });
      }
      return models.resolve(chosen, kept);
    },
    async change({ workspace, ...change }, signal) {
      refuseStrangers(roster, change);
      await settings.change(workspace, withoutMissing(change));
      return describe(signal, workspace);
    },
    async check(workspace, name, signal) {
      const vendor = roster.seats.find((seat) => seat.vendor.vendor === name)?.vendor;
      if (vendor === undefined) {
        throw new ConsilienceError('model_unknown', { message: `No vendor "${name.slice(0, 50)}" is configured.` });
      }
      const check = await checkKey(vendor, clock, signal);
      const { checks } = await settings.of(workspace);
      await settings.change(workspace, { checks: [...checks.filter((one) => one.vendor !== name), check] });
      return check;
    },
  };
}

type Change = Omit<Parameters<Models['change']>[0], 'workspace'>;

/** Throws `panel_invalid` or `model_unknown`. */
function refuseStrangers({ seats }: Roster, { panel, synthesizer, off }: Change): void {
  const named = panel ?? [];
  if (Array.isArray(panel) && (named.length === 0 || named.length > panelMax || new Set(named).size !== named.length)) {
    throw new ConsilienceError('panel_invalid');
  }
  for (const model of [...named, ...[synthesizer ?? []].flat(), ...(off ?? [])]) {
    panelModel(seats, model);
  }
}

function withoutMissing({ panel, synthesizer, off }: Change) {
  return {
    ...(panel === undefined ? {} : { panel: panel === null ? null : [...panel] }),
    ...(synthesizer === undefined ? {} : { synthesizer }),
    ...(off === undefined ? {} : { off: [...new Set(off)] }),
  };
}

/** Never rejects: what went wrong is the result. */
async function checkKey(vendor: ModelVendor, clock: Clock, signal: AbortSignal): Promise<KeyCheck> {
  const bound = new AbortController();
  const release = clock.after(checkMsMax, () => bound.abort(new ConsilienceError('connect_timeout')));
  const since = clock.monotonic();
  const done = (error: KeyCheck['error']): KeyCheck => {
    const ms = Math.round(clock.monotonic() - since);
    return { vendor: vendor.vendor, works: error === null, ms, at: clock.now(), error };
  };
  try {
    await vendor.check(AbortSignal.any([signal, bound.signal]));
    return done(null);
  } catch (thrown) {
    const { code, message, action } = asConsilienceError(thrown);
    return done({ code, message, action });
  } finally {
    release();
  }
}
