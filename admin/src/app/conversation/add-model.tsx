import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { AnswerView, ConsensusView } from '#api/contract';
import { panelMax } from '../../features/models/panel.ts';
import { useModels } from '../../features/models/use-models.ts';
import { addModel } from '../../features/runs/requests/add-model.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { words } from '../../ui/words.ts';

/** After the end of a run: one more model, or one again that failed. Its answer joins as a late one. */
export function AddModel({ view }: { readonly view: ConsensusView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" size={14} />
        {words.thread.addModel}
      </button>
      <Dialog title={words.thread.addModel} open={open} onClose={() => setOpen(false)}>
        <Choice view={view} />
      </Dialog>
    </>
  );
}

interface Candidate {
  readonly model: string;
  readonly label: string;
  readonly note: string;
}

function Choice({ view }: { readonly view: ConsensusView }) {
  const [q, setQ] = useState('');
  const models = useModels();
  const client = useQueryClient();
  const navigate = useNavigate();
  const add = useMutation({
    mutationFn: (model: string) => addModel(view.id, model),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: ['sessions'] });
      void navigate({ to: '/runs/$id', params: { id: run.id } });
    },
  });
  const again = view.answers.filter(isMissing).map((answer) => ({ ...answer, note: words.thread.tryAgain }));
  const asked = new Set(view.answers.map((answer) => answer.model));
  const full = view.answers.length >= panelMax;
  const others = (models.data?.models ?? [])
    .filter((model) => model.on && !asked.has(model.model) && !full)
    .map((model) => ({ ...model, note: model.late ? words.models.late : model.vendor }));
  const found = [...again, ...others].filter(({ label, model }) =>
    `${label} ${model}`.toLowerCase().includes(q.trim().toLowerCase()),
  );
  return (
    <>
      <p className="quiet">{words.thread.addModelHint}</p>
      {again.length + others.length > searchedFrom && (
        <input
          type="search"
          className="field"
          aria-label={words.panel.search}
          placeholder={words.panel.search}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      )}
      {add.error && <Problem error={add.error} />}
      <Candidates found={found} busy={add.isPending} onChoose={(model) => add.mutate(model)} />
      {full && <p className="hint">{words.panel.full}</p>}
    </>
  );
}

const searchedFrom = 10;

function Candidates(props: {
  readonly found: readonly Candidate[];
  readonly busy: boolean;
  readonly onChoose: (model: string) => void;
}) {
  if (props.found.length === 0) {
    return <p className="quiet">{words.thread.noOther}</p>;
  }
  return (
    <ul className="panel-list candidates">
      {props.found.map(({ model, label, note }) => (
        <li key={model}>
          <button type="button" disabled={props.busy} onClick={() => props.onChoose(model)}>
            <span>{label}</span>
            <small>{note}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}

function isMissing({ state }: AnswerView): boolean {
  return state === 'failed' || state === 'cancelled';
}
