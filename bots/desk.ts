import { ConsilienceError } from '#core';
import type { Clock, Consilience, Logger, WorkspaceId } from '#core';
import type { ConsensusView } from '#core/view';
import type { ActionCodec } from './action-codec.ts';
import type { Budget } from './budget.ts';
import type { Delivery, DeliveryOf } from './delivery.ts';
import { describeHome } from './home.ts';
import { askerKey } from './live-message/index.ts';
import type { LiveMessages, LiveRecord } from './live-message/index.ts';
import type { Memory } from './memory.ts';
import type { Part, Place, Verb } from './message.ts';
import type { ChatAdapter, Platform } from './platform.ts';
import type { QuotaRefusal, Quotas } from './quotas.ts';
import { isEnded } from './words.ts';

export interface DeskOptions {
  readonly consilience: Pick<Consilience, 'runs' | 'models'>;
  readonly live: LiveMessages;
  readonly memory: Memory;
  readonly quotas: Quotas;
  readonly budget: Budget;
  readonly codec: ActionCodec;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws when the platform is not configured. */
  readonly adapter: (platform: Platform) => ChatAdapter;
  readonly workspaceOf: (delivery: Pick<Delivery, 'platform' | 'installation'>) => WorkspaceId;
  readonly linkOf: (workspace: WorkspaceId, run: string) => string | null;
  /** The whole run as Markdown, for a file. */
  readonly exportRun: (view: ConsensusView) => Promise<string>;
}

const sendAttemptsMax = 6;
const sendRetryMs = 2_000;
const describeMsMax = 10_000;

/** Does what a delivery asks for, on any platform. Each delivery may come again after a crash, so nothing is done twice. */
export class Desk {
  readonly #o: DeskOptions;

  constructor(options: DeskOptions) {
    this.#o = options;
  }

  async work(delivery: Delivery): Promise<void> {
    const adapter = this.#o.adapter(delivery.platform);
    switch (delivery.kind) {
      case 'ask':
        return this.#ask(delivery, adapter);
      case 'press':
        return this.#press(delivery, adapter);
      case 'halt':
        return this.#halt(delivery, adapter);
      case 'home':
        return this.#home(delivery, adapter);
      case 'greet':
        return this.#greet(delivery, adapter);
      case 'choose':
        return this.#choose(delivery, adapter);
      case 'uninstalled':
        await this.#o.live.forget(delivery.installation);
        return adapter.forget(delivery.installation);
    }
  }

  /** The live message is there: replies in its thread continue its session. */
  async posted({ id, workspace, place, refs }: LiveRecord): Promise<void> {
    const { session } = await this.#o.consilience.runs.view(workspace, id);
    const thread = place.thread ?? refs[0] ?? '';
    await this.#o.memory.rememberThread({ id: threadKey(place, thread), workspace, session, run: id });
  }

  async #ask(delivery: DeliveryOf<'ask'>, adapter: ChatAdapter): Promise<void> {
    const { place, question } = delivery;
    const workspace = this.#o.workspaceOf(delivery);
    if (question.trim() === '') {
      await adapter.whisper(place, 'Write the question behind the command or the mention, and all models get it.');
      return;
    }
    const thread = delivery.threadKey === null ? null : await this.#o.memory.thread(workspace, delivery.threadKey);
    const models = await this.#o.memory.choice(workspace, askerKey(place.installation, place.asker));
    const asked = { question, models, session: thread?.session ?? null };
    await this.#run({ workspace, place, adapter, asked, key: `${delivery.platform}/${delivery.dedupeKey}` });
  }

  /** Counts, accepts and shows a run; what stands in its way is told to the asker. */
  async #run({ workspace, place, adapter, asked, key }: NewRunHere): Promise<void> {
    const { installation, asker } = place;
    const refusal = await this.#o.quotas.take({ workspace, installation, asker });
    if (refusal !== null) {
      await adapter.whisper(place, quotaWords(refusal));
      return;
    }
    const run = await this.#accept({ workspace, ...asked, idempotencyKey: key.slice(0, 255) }).catch(refusalWords);
    if (typeof run === 'string') {
      await adapter.whisper(place, run);
    } else if (run !== null) {
      await this.#o.live.open({ run: run.id, workspace, platform: adapter.platform, place });
      await adapter.working(place);
    }
  }

  /** A session or a chosen model that is gone is left out. */
  async #accept(run: Parameters<Consilience['runs']['accept']>[0]) {
    try {
      return await this.#o.consilience.runs.accept(run);
    } catch (error) {
      if (error instanceof ConsilienceError && error.code === 'session_unknown' && run.session !== null) {
        return this.#o.consilience.runs.accept({ ...run, session: null });
      }
      if (error instanceof ConsilienceError && error.code === 'model_unknown' && run.models !== null) {
        return this.#o.consilience.runs.accept({ ...run, models: null });
      }
      throw error;
    }
  }

  async #press(delivery: DeliveryOf<'press'>, adapter: ChatAdapter): Promise<void> {
    const { place, token, installation } = delivery;
    const action = this.#o.codec.decode(installation, token);
    if (action.kind !== 'action') {
      const isOld = action.kind === 'outdated';
      await adapter.whisper(
        place,
        isOld ? 'This button is of another version. Ask again.' : 'This button is not valid.',
      );
      return;
    }
    const workspace = this.#o.workspaceOf(delivery);
    const record = await this.#o.live.get(action.run);
    if (record === null || record.workspace !== workspace || record.place.installation !== installation) {
      await adapter.whisper(place, 'This run is not there any more.');
      return;
    }
    await this.#act({ verb: action.verb, record, delivery, adapter });
  }

  async #act({ verb, record, delivery, adapter }: Act): Promise<void> {
    const { runs } = this.#o.consilience;
    const { place } = delivery;
    const { workspace, id } = record;
    if ((verb === 'stop' || verb === 'rerun') && !(await this.#maySteer(record, place.asker, adapter))) {
      await adapter.whisper(place, 'Only the person who asked, or who installed the app, can do that.');
      return;
    }
    const inThread = { ...place, thread: record.place.thread ?? record.refs[0] ?? place.thread };
    switch (verb) {
      case 'stop':
        await runs.cancel(workspace, id);
        return;
      case 'rerun': {
        const { question, session, answers } = await runs.view(workspace, id);
        const asked = { question, session, models: answers.map(({ model }) => model) };
        const key = `${delivery.platform}/${delivery.dedupeKey}`;
        return this.#run({ workspace, place: inThread, adapter, asked, key });
      }
      case 'answers':
        return this.#showAnswers(record, inThread, adapter);
      case 'export': {
        const text = await this.#o.exportRun(await runs.view(workspace, id));
        const sent = await this.#send(() => adapter.attach(inThread, { name: `consilience-${id}.md`, text }));
        return sent ? undefined : void (await adapter.whisper(place, 'The file could not be sent. Try again.'));
      }
      case 'up':
      case 'down': {
        const at = this.#o.clock.now();
        await this.#o.memory.rememberOpinion({ id: `${id}/${place.asker}`, workspace, run: id, verdict: verb, at });
        await adapter.whisper(place, 'Noted, thank you.');
      }
    }
  }

  async #showAnswers(record: LiveRecord, place: Place, adapter: ChatAdapter): Promise<void> {
    const view = await this.#o.consilience.runs.view(record.workspace, record.id);
    if (!isEnded(view)) {
      await adapter.whisper(place, 'The models are still answering. Ask for the full answers when they are done.');
    } else if (await this.#o.live.claimAnswers(record.id)) {
      for (const [index, part] of adapter.renderAnswers(view).entries()) {
        await this.#post(part, { place, adapter, key: `${record.id}.answers.${index}` });
      }
    } else {
      await adapter.whisper(place, 'The full answers are in this thread already.');
    }
  }

  async #post(part: Part, { place, adapter, key }: { place: Place; adapter: ChatAdapter; key: string }): Promise<void> {
    const lane = adapter.lane('post', place);
    const sent = await this.#send(async () => {
      await this.#o.budget.take(lane, false, AbortSignal.timeout(60_000));
      const result = await adapter.post(place, part, key);
      if (!result.ok && result.kind === 'rate') {
        this.#o.budget.block(lane, result.retryAfterMs);
      }
      return result;
    });
    if (!sent) {
      await adapter.whisper(place, 'Not all of the answers could be shown. Export sends them as a file.');
    }
  }

  /** Tries a few times what a person can also ask for again. */
  async #send(once: () => Promise<Awaited<ReturnType<ChatAdapter['post']>>>): Promise<boolean> {
    for (let attempt = 0; attempt < sendAttemptsMax; attempt += 1) {
      const result = await once();
      if (result.ok) {
        return true;
      }
      if (result.kind !== 'rate' && result.kind !== 'retry') {
        this.#o.logger.warn('chat: not sent', { kind: result.kind });
        return false;
      }
      await this.#sleep(result.kind === 'rate' ? result.retryAfterMs : sendRetryMs * 2 ** attempt);
    }
    return false;
  }

  async #halt({ place, threadKey: key, ...delivery }: DeliveryOf<'halt'>, adapter: ChatAdapter): Promise<void> {
    const workspace = this.#o.workspaceOf(delivery);
    const thread = await this.#o.memory.thread(workspace, key);
    const record = thread === null ? null : await this.#o.live.get(thread.run);
    if (record !== null && (await this.#maySteer(record, place.asker, adapter))) {
      await this.#o.consilience.runs.cancel(workspace, record.id);
    }
  }

  async #maySteer(record: LiveRecord, actor: string, adapter: ChatAdapter): Promise<boolean> {
    return record.place.asker === actor || adapter.mayManage(record.place.installation, actor);
  }

  async #choose(delivery: DeliveryOf<'choose'>, adapter: ChatAdapter): Promise<void> {
    const { installation, actor, models } = delivery;
    const workspace = this.#o.workspaceOf(delivery);
    await this.#o.memory.rememberChoice({ id: askerKey(installation, actor), workspace, models });
    await this.#home(delivery, adapter);
  }

  async #home(delivery: Pick<DeliveryOf<'home'>, 'platform' | 'installation' | 'actor'>, adapter: ChatAdapter) {
    const { installation, actor } = delivery;
    const workspace = this.#o.workspaceOf(delivery);
    const home = await describeHome(this.#o, { workspace, installation, actor });
    await this.#send(() => adapter.showHome(installation, home));
  }

  async #greet({ place }: DeliveryOf<'greet'>, adapter: ChatAdapter): Promise<void> {
    const { suggestions } = await this.#o.consilience.models.describe(AbortSignal.timeout(describeMsMax));
    await adapter.greet(place, suggestions.slice(0, 4));
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#o.clock.after(ms, resolve);
    });
  }
}

interface NewRunHere {
  readonly workspace: WorkspaceId;
  readonly place: Place;
  readonly adapter: ChatAdapter;
  readonly asked: {
    readonly question: string;
    readonly models: readonly string[] | null;
    readonly session: string | null;
  };
  readonly key: string;
}

interface Act {
  readonly verb: Verb;
  readonly record: LiveRecord;
  readonly delivery: DeliveryOf<'press'>;
  readonly adapter: ChatAdapter;
}

/** The name of a thread for `Memory`, made by the adapter for what comes in and by the desk for what it posted. */
export function threadKey({ installation, channel }: Pick<Place, 'installation' | 'channel'>, thread: string): string {
  return `${installation}/${channel}/${thread}`;
}

/** What the asker is told, or null when there is nothing to tell; what a later attempt can mend is thrown on. */
function refusalWords(error: unknown): string | null {
  if (!(error instanceof ConsilienceError) || error.code === 'store_unavailable' || error.code === 'shutting_down') {
    throw error;
  }
  // The same delivery was accepted before this process took it up; its message is there already.
  return error.code === 'idempotency_key_reuse' ? null : `${error.message} ${error.action}`;
}

function quotaWords({ who, waitMs }: QuotaRefusal): string {
  const minutes = Math.ceil(waitMs / 60_000);
  const whose = who === 'asker' ? 'You have' : 'This workspace has';
  return `${whose} asked as often as is allowed in an hour. Ask again in ${minutes} minute${minutes === 1 ? '' : 's'}.`;
}
