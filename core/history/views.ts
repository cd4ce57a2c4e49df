import { emptyView, fold } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { RunLog } from '../ports/run-log.ts';

const viewsMax = 200;
const pageMax = 1_000;

/** Views of runs, folded from the log; those asked for last are kept, and only what came since is folded in. */
export class Views {
  readonly #log: RunLog;
  readonly #kept = new Map<string, ConsensusView>();

  constructor(log: RunLog) {
    this.#log = log;
  }

  async of(runId: string): Promise<ConsensusView> {
    let view = this.#kept.get(runId) ?? emptyView(runId);
    while (!hasEnded(view)) {
      const events = await this.#log.read(runId, view.seq, pageMax);
      view = fold(view, events);
      if (events.length < pageMax) {
        break;
      }
    }
    this.keep(view);
    return view;
  }

  keep(view: ConsensusView): void {
    this.#kept.delete(view.id);
    this.#kept.set(view.id, view);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= viewsMax) {
        break;
      }
      this.#kept.delete(oldest);
    }
  }

  forget(runId: string): void {
    this.#kept.delete(runId);
  }
}

/** Its last event has come. */
export function hasEnded(view: ConsensusView): boolean {
  return view.state !== 'queued' && view.state !== 'running';
}
