import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import { z } from 'zod';
import { ConsilienceError, platformWorkspace, storedWorkspace } from '#core';
import type { Clock, Collection, CollectionSpec, DocumentStore } from '#core';
import type { Seal } from '../seal.ts';

/** Who a request is made for, and with what. */
export interface Grant {
  readonly token: string;
  /** Who installed the app: may steer other people's runs. */
  readonly installer: string | null;
}

/** Where the tokens of the teams come from. */
export interface Grants {
  /** Null where the app is not installed. */
  of(installation: string): Promise<Grant | null>;
  forget(installation: string): Promise<void>;
}

/** One workspace, by the token of the configuration. */
export function fixedGrant(token: string): Grants {
  const grant: Grant = { token, installer: null };
  return { of: () => Promise.resolve(grant), forget: () => Promise.resolve() };
}

const installationSchema = z.object({
  /** The team's id, or the organisation's. */
  id: z.string(),
  workspace: storedWorkspace,
  installer: z.string().nullable(),
  /** The installation as Slack's OAuth gave it, sealed. */
  sealed: z.string(),
  installedAt: z.number().int(),
});
type InstallationRecord = z.output<typeof installationSchema>;

const installationSpec: CollectionSpec<InstallationRecord> = {
  name: 'slack_installations',
  schema: installationSchema,
  indexes: [],
  searchable: [],
};

/** How long a token is used without asking the store; another instance's removal is seen after it. */
const freshMs = 10_000;
const keptMax = 1_000;

/** The teams that installed the app: tokens are encrypted, and bound to their team. */
export class Installations implements Grants, InstallationStore {
  readonly #records: Collection<InstallationRecord>;
  readonly #seal: Seal;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly grant: Grant | null; readonly until: number }>();

  constructor(store: DocumentStore, seal: Seal, clock: Clock) {
    this.#records = store.collection(installationSpec);
    this.#seal = seal;
    this.#clock = clock;
  }

  async of(installation: string): Promise<Grant | null> {
    const kept = this.#kept.get(installation);
    if (kept !== undefined && kept.until > this.#clock.monotonic()) {
      return kept.grant;
    }
    const record = await this.#records.get(installation);
    const grant = record === null ? null : this.#grantOf(record);
    if (this.#kept.size >= keptMax) {
      this.#kept.clear();
    }
    this.#kept.set(installation, { grant, until: this.#clock.monotonic() + freshMs });
    return grant;
  }

  async forget(installation: string): Promise<void> {
    this.#kept.delete(installation);
    await this.#records.remove({ id: installation });
  }

  async storeInstallation(installation: Installation): Promise<void> {
    const id = idOf({ ...installation, teamId: installation.team?.id, enterpriseId: installation.enterprise?.id });
    this.#kept.delete(id);
    await this.#records.remove({ id });
    await this.#records.insert({
      id,
      workspace: platformWorkspace('slack', id),
      installer: installation.user.id,
      sealed: this.#seal.close(JSON.stringify(installation), contextOf(id)),
      installedAt: this.#clock.now(),
    });
  }

  async fetchInstallation(query: InstallationQuery<boolean>): Promise<Installation> {
    const record = await this.#records.get(idOf(query));
    if (record === null) {
      throw new ConsilienceError('internal', { message: 'The app is not installed there.' });
    }
    return this.#open(record);
  }

  async deleteInstallation(query: InstallationQuery<boolean>): Promise<void> {
    await this.forget(idOf(query));
  }

  #grantOf(record: InstallationRecord): Grant | null {
    const token = this.#open(record).bot?.token;
    return token === undefined ? null : { token, installer: record.installer };
  }

  #open({ id, sealed }: InstallationRecord): Installation {
    return JSON.parse(this.#seal.open(sealed, contextOf(id))) as Installation;
  }
}

function contextOf(id: string): string {
  return `slack-installation/${id}`;
}

function idOf(query: {
  readonly isEnterpriseInstall?: boolean | undefined;
  readonly enterpriseId?: string | undefined;
  readonly teamId?: string | undefined;
}): string {
  const id = query.isEnterpriseInstall === true ? query.enterpriseId : query.teamId;
  if (id === undefined) {
    throw new ConsilienceError('internal', { message: 'An installation names neither a team nor an organisation.' });
  }
  return id;
}
