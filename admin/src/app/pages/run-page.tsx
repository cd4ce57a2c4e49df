import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { RotateCcw, Square } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { ConsensusView } from '#api/contract';
import { PanelButton } from '../../features/models/components/panel-chips.tsx';
import { usePanel } from '../../features/models/panel.ts';
import { useModels } from '../../features/models/use-models.ts';
import { cancelRun } from '../../features/runs/requests/cancel-run.ts';
import { showQuote } from '../../features/runs/components/mark-quotes.ts';
import { QuestionBox } from '../../features/runs/components/question-box.tsx';
import { RunView } from '../../features/runs/components/run-view.tsx';
import { TurnList } from '../../features/runs/components/turn-list.tsx';
import { isOpenRun } from '../../features/runs/screen/headline.ts';
import { castOf } from '../../features/runs/screen/names.ts';
import { plainText } from '../../features/runs/screen/plain-text.ts';
import { useSession } from '../../features/sessions/use-sessions.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { words } from '../../ui/words.ts';
import { RunGate } from '../run-gate.tsx';
import { TakeAway } from '../take-away.tsx';
import { useKeys } from '../use-keys.ts';
import { useAsk } from '../use-ask.ts';

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
        <div className="page page-run">
          <ShownQuote shown={shown} />
          <Turns view={snapshot.view} side="earlier" />
          <RunView snapshot={snapshot} actions={<Actions view={snapshot.view} />} />
          <Turns view={snapshot.view} side="later" />
          <FollowUp view={snapshot.view} />
        </div>
      )}
    </RunGate>
  );
}

/** Goes to the words that the address points to, once the answers are drawn. */
function ShownQuote({ shown }: Required<Pick<RunProps, 'shown'>>) {
  const model = shown?.model;
  const quote = shown?.quote;
  useEffect(() => {
    if (model !== undefined && quote !== undefined) {
      const timer = setTimeout(() => showQuote(model, quote), 120);
      return () => clearTimeout(timer);
    }
  }, [model, quote]);
  return null;
}

function Turns({ view, side }: { readonly view: ConsensusView; readonly side: 'earlier' | 'later' }) {
  const client = useQueryClient();
  const session = useSession(view.session);
  const open = isOpenRun(view);
  useEffect(() => {
    // The score of a run that has just ended belongs in the lists.
    if (!open && side === 'earlier') {
      void client.invalidateQueries({ queryKey: ['sessions'] });
    }
  }, [client, open, side]);
  const runs = session.data?.runs ?? [];
  const at = runs.findIndex((run) => run.id === view.id);
  if (at === -1) {
    return null;
  }
  return side === 'earlier' ? (
    <TurnList title={words.run.earlierTurns} runs={runs.slice(0, at)} />
  ) : (
    <TurnList title={words.run.laterTurns} runs={runs.slice(at + 1)} />
  );
}

function Actions({ view }: { readonly view: ConsensusView }) {
  const cancel = useMutation({ mutationFn: () => cancelRun(view.id) });
  const navigate = useNavigate();
  const ask = useAsk((run) => void navigate({ to: '/runs/$id', params: { id: run.id } }));
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
      <CopyButton label={words.run.copy} text={() => plainText(view, cast)} />
      <TakeAway view={view} />
      {(cancel.error ?? ask.error) && <Problem error={(cancel.error ?? ask.error) as Error} />}
    </>
  );
}

function FollowUp({ view }: { readonly view: ConsensusView }) {
  const models = useModels();
  const panel = usePanel(models.data);
  const navigate = useNavigate();
  const ask = useAsk((run) => void navigate({ to: '/runs/$id', params: { id: run.id } }));
  return (
    <div className="follow-up">
      <QuestionBox
        size="bar"
        label={words.ask.followUpLabel}
        placeholder={words.ask.followUp}
        busy={ask.isPending}
        error={ask.error}
        onAsk={(question) =>
          ask.mutate({
            question,
            ...(view.session === '' ? {} : { session: view.session }),
            ...(panel.isDefault ? {} : { models: [...panel.chosen] }),
          })
        }
      >
        {models.data && <PanelButton models={models.data} panel={panel} />}
      </QuestionBox>
    </div>
  );
}
