import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { RotateCcw, Square } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { ConsensusView } from '#api/contract';
import { cancelRun } from '../../features/runs/requests/cancel-run.ts';
import { showQuote } from '../../features/runs/components/mark-quotes.ts';
import { RunView } from '../../features/runs/components/run-view.tsx';
import type { RunSnapshot } from '../../features/runs/follow/run-store.ts';
import { isOpenRun } from '../../features/runs/screen/headline.ts';
import { castOf } from '../../features/runs/screen/names.ts';
import { plainText } from '../../features/runs/screen/plain-text.ts';
import { threadOf } from '../../features/sessions/thread/thread.ts';
import type { Thread } from '../../features/sessions/thread/thread.ts';
import { useSession } from '../../features/sessions/use-sessions.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { words } from '../../ui/words.ts';
import { AddModel } from '../conversation/add-model.tsx';
import { FollowUp } from '../conversation/follow-up.tsx';
import { QuestionBar } from '../conversation/question-bar.tsx';
import { ThreadTurn } from '../conversation/turn.tsx';
import { RunGate } from '../run-gate.tsx';
import { TakeAway } from '../take-away.tsx';
import { useKeys } from '../use-keys.ts';
import { useAskAndGo } from '../use-ask.ts';

export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' });
  const { in: model, quote } = useSearch({ from: '/runs/$id' });
  // A new run is a new page: nothing of the one before stays.
  return <Run key={id} id={id} shown={model === undefined || quote === undefined ? null : { model, quote }} />;
}

interface RunProps {
  readonly id: string;
  /** Words of an answer that the address points to. */
  readonly shown?: { readonly model: string; readonly quote: string } | null;
}

export function Run({ id, shown = null }: RunProps) {
  return (
    <RunGate id={id}>
      {(snapshot) => (
        <>
          <ShownQuote shown={shown} />
          <Conversation snapshot={snapshot} />
        </>
      )}
    </RunGate>
  );
}

const lookMs = 120;
const looksMax = 60;
/** Looks in a row that find it shown: what comes late, such as the rest of the conversation, draws the answers anew. */
const settledLooks = 10;

/** Goes to the words that the address points to, once the answers are drawn; whoever does something else first is left alone. */
function ShownQuote({ shown }: Required<Pick<RunProps, 'shown'>>) {
  const model = shown?.model;
  const quote = shown?.quote;
  useEffect(() => {
    if (model === undefined || quote === undefined) {
      return;
    }
    const left = new AbortController();
    let settled = 0;
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      settled = document.activeElement?.matches('.answer') ? settled + 1 : 0;
      if (settled >= settledLooks || looks >= looksMax) {
        left.abort();
      } else if (settled === 0) {
        showQuote(model, quote);
      }
    }, lookMs);
    left.signal.addEventListener('abort', () => clearInterval(timer));
    for (const act of ['pointerdown', 'keydown', 'wheel']) {
      addEventListener(act, () => left.abort(), { signal: left.signal, passive: true });
    }
    return () => left.abort();
  }, [model, quote]);
  return null;
}

/** The run among the other questions of its conversation. */
function Conversation({ snapshot }: { readonly snapshot: RunSnapshot }) {
  const { view } = snapshot;
  const thread = useThread(view);
  const own = useRef<HTMLDivElement>(null);
  useOwnPlace(own, thread.at);
  return (
    <div className="page page-run">
      {thread.turns.slice(0, Math.max(thread.at, 0)).map((turn) => (
        <ThreadTurn key={turn.run.id} turn={turn} />
      ))}
      <div ref={own} className="turn-own">
        <QuestionBar view={view} thread={thread} />
        <RunView snapshot={snapshot} actions={<Actions view={view} newest={thread.newer === null} />} />
      </div>
      {thread.at >= 0 && thread.turns.slice(thread.at + 1).map((turn) => <ThreadTurn key={turn.run.id} turn={turn} />)}
      <FollowUp view={view} after={thread.turns.at(-1)?.run.id ?? null} />
    </div>
  );
}

/** The conversation in which the run stands; asked again when the run has ended, for its score belongs in the lists. */
function useThread(view: ConsensusView): Thread {
  const client = useQueryClient();
  const session = useSession(view.session);
  const open = isOpenRun(view);
  useEffect(() => {
    if (!open) {
      void client.invalidateQueries({ queryKey: ['sessions'] });
    }
  }, [client, open]);
  const runs = session.data?.runs;
  const { id } = view;
  return useMemo(() => threadOf(runs ?? [], id), [runs, id]);
}

/** A run that follows others is read from its own question: they stand above. */
function useOwnPlace(place: React.RefObject<HTMLElement | null>, earlier: number): void {
  const placed = useRef(false);
  useEffect(() => {
    if (earlier > 0 && !placed.current) {
      placed.current = true;
      place.current?.scrollIntoView({ block: 'start' });
    }
  }, [place, earlier]);
}

interface ActionsProps {
  readonly view: ConsensusView;
  /** No other run has taken its place. */
  readonly newest: boolean;
}

function Actions({ view, newest }: ActionsProps) {
  const cancel = useMutation({ mutationFn: () => cancelRun(view.id) });
  const ask = useAskAndGo();
  const cast = useMemo(() => castOf(view), [view]);
  const open = isOpenRun(view);
  const stop = () => {
    if (open && !cancel.isPending) {
      cancel.mutate();
    }
  };
  useKeys({ Escape: stop });
  return (
    <>
      {open ? (
        <button type="button" className="button" onClick={stop} disabled={cancel.isPending || cancel.isSuccess}>
          <Square aria-hidden="true" size={12} />
          {cancel.isPending || cancel.isSuccess ? words.run.stopping : words.run.stop}
        </button>
      ) : (
        <button
          type="button"
          className="button"
          disabled={ask.isPending}
          onClick={() => ask.mutate({ question: view.question, models: view.answers.map((answer) => answer.model) })}
        >
          <RotateCcw aria-hidden="true" size={14} />
          {words.run.again}
        </button>
      )}
      {!open && newest && <AddModel view={view} />}
      <CopyButton label={words.run.copy} text={() => plainText(view, cast)} />
      <TakeAway view={view} />
      {(cancel.error ?? ask.error) && <Problem error={(cancel.error ?? ask.error) as Error} />}
    </>
  );
}
