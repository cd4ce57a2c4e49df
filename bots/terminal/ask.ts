import { createLogUpdate } from 'log-update';
import { explainRun, localWorkspace } from '#core';
import type { Consilience } from '#core';
import { emptyView, fold } from '#core/view';
import type { ConsensusEvent, ConsensusView } from '#core/view';
import { renderExplanation } from './explain.ts';
import { renderAnswerLine, renderEnded, renderLive } from './render.ts';
import type { Screen } from './render.ts';
import type { Colors } from './words.ts';

/** What the terminal is and what it was asked. */
export interface Asking {
  readonly consilience: Consilience;
  readonly question: string;
  readonly models: readonly string[] | null;
  readonly session: string | null;
  /** `live` repaints a terminal, `plain` prints lines, `json` prints the events. */
  readonly output: 'live' | 'plain' | 'json';
  /** Says at the end why the run has its score. */
  readonly explain: boolean;
  readonly out: NodeJS.WriteStream;
  readonly colors: Colors;
  readonly now: () => number;
}

/** The exit codes of the command, as its help says them. */
export const exitCodes = { done: 0, noAnswer: 1, wrongUse: 2, unavailable: 3, stopped: 130 } as const;

const repaintMs = 100;

/** Asks, shows the run as it happens and prints it when it has ended. The abort of the signal stops the run. Its exit code. */
export async function ask(asking: Asking, signal: AbortSignal): Promise<number> {
  const { consilience, question, models, session } = asking;
  const run = await consilience.runs.accept({
    workspace: localWorkspace,
    question,
    models,
    session,
    idempotencyKey: null,
  });
  const stop = () => void consilience.runs.cancel(localWorkspace, run.id);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) {
    stop();
  }
  const painter = makePainter(asking);
  let view = emptyView(run.id);
  // The run itself ends on a stop; the log is read to its end so that what was stopped is shown.
  const unbroken = new AbortController();
  try {
    for await (const events of consilience.runs.follow(
      { workspace: localWorkspace, id: run.id, after: 0 },
      unbroken.signal,
    )) {
      view = fold(view, events);
      painter.show(view, events);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    painter.end(view);
  }
  return exitCode(view);
}

interface Painter {
  show(view: ConsensusView, events: readonly ConsensusEvent[]): void;
  end(view: ConsensusView): void;
}

function makePainter(asking: Asking): Painter {
  switch (asking.output) {
    case 'live':
      return livePainter(asking);
    case 'plain':
      return plainPainter(asking);
    case 'json':
      return {
        show: (_, events) => void asking.out.write(events.map((event) => `${JSON.stringify(event)}\n`).join('')),
        end: (view) =>
          void (
            asking.explain && asking.out.write(`${JSON.stringify({ type: 'explanation', ...explainRun(view) })}\n`)
          ),
      };
  }
}

function livePainter(asking: Asking): Painter {
  const { out, colors, now } = asking;
  const update = createLogUpdate(out);
  const screen = () => ({ columns: out.columns || 80, colors, now: now() });
  let latest: ConsensusView | null = null;
  const paint = () => latest !== null && update(renderLive(latest, screen()));
  const timer = setInterval(paint, repaintMs);
  return {
    show: (view) => {
      latest = view;
    },
    end: (view) => {
      clearInterval(timer);
      update.clear();
      update.done();
      out.write(`${ended(asking, view, screen())}\n`);
    },
  };
}

function plainPainter(asking: Asking): Painter {
  const { out, colors, now } = asking;
  return {
    show: (view, events) => {
      for (const event of events) {
        if (event.type === 'answer-end' || event.type === 'answer-error') {
          const answer = view.answers.find(({ model }) => model === event.model);
          out.write(answer === undefined ? '' : `${renderAnswerLine(answer)}\n`);
        }
      }
    },
    end: (view) => void out.write(`\n${ended(asking, view, { columns: 100, colors, now: now() })}\n`),
  };
}

function ended({ explain }: Asking, view: ConsensusView, screen: Screen): string {
  return renderEnded(view, screen, explain ? renderExplanation(view, screen) : '');
}

function exitCode(view: ConsensusView): number {
  switch (view.state) {
    case 'done':
      return exitCodes.done;
    case 'cancelled':
      return exitCodes.stopped;
    case 'failed':
    case 'queued':
    case 'running':
      return exitCodes.noAnswer;
  }
}
