import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { ConsensusView } from '#api/contract';
import { QuestionBox } from '../../features/runs/components/question-box.tsx';
import { BranchSwitch } from '../../features/sessions/components/branch-switch.tsx';
import type { Thread } from '../../features/sessions/thread/thread.ts';
import { words } from '../../ui/words.ts';
import { useAskAndGo } from '../use-ask.ts';

interface QuestionBarProps {
  readonly view: ConsensusView;
  readonly thread: Thread;
}

/** Above the question that is open: its branches, its versions, and the way to ask it anew in other words. */
export function QuestionBar({ view, thread }: QuestionBarProps) {
  const [editing, setEditing] = useState(false);
  const turn = thread.turns[thread.at];
  if (turn === undefined) {
    return null;
  }
  return (
    <>
      <div className="turn-bar">
        <BranchSwitch turn={turn} />
        <button type="button" className="link" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          <Pencil aria-hidden="true" size={13} />
          {words.thread.edit}
        </button>
        <Versions view={view} thread={thread} />
      </div>
      {editing && <Edit view={view} follows={turn.run.follows} onClose={() => setEditing(false)} />}
    </>
  );
}

function Versions({ view, thread }: QuestionBarProps) {
  if (thread.newer !== null) {
    return (
      <span className="version">
        {words.thread.older}{' '}
        <Link to="/runs/$id" params={{ id: thread.newer.id }}>
          {words.thread.showNewer}
        </Link>
      </span>
    );
  }
  return view.continues === null ? null : (
    <span className="version">
      {words.thread.continued(view.continues.models.length)}{' '}
      <Link to="/runs/$id" params={{ id: view.continues.run }}>
        {words.thread.showBefore}
      </Link>
    </span>
  );
}

interface EditProps {
  readonly view: ConsensusView;
  readonly follows: string | null;
  readonly onClose: () => void;
}

/** The same models are asked the edited question; the old question and all below it stay as the other branch. */
function Edit({ view, follows, onClose }: EditProps) {
  const ask = useAskAndGo();
  return (
    <div className="edit">
      <QuestionBox
        size="bar"
        label={words.thread.editLabel}
        placeholder={view.question}
        initial={view.question}
        id="edited-question"
        busy={ask.isPending}
        error={ask.error}
        onAsk={(question) =>
          ask.mutate({
            question,
            session: view.session,
            follows,
            models: view.answers.map((answer) => answer.model),
          })
        }
      >
        <button type="button" className="button" onClick={onClose}>
          {words.history.cancel}
        </button>
      </QuestionBox>
      <p className="quiet">{words.thread.editHint}</p>
    </div>
  );
}
