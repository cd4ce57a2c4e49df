import { useNavigate } from '@tanstack/react-router';
import type { ModelsView } from '#api/contract';
import { PanelChips } from '../../features/models/components/panel-chips.tsx';
import { usePanel } from '../../features/models/panel.ts';
import { useModels } from '../../features/models/use-models.ts';
import { QuestionBox } from '../../features/runs/components/question-box.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';
import { useAsk } from '../use-ask.ts';

/** The question first; under it who will be asked and why, and questions to begin with. */
export function AskPage() {
  useTitle('');
  const models = useModels();
  const panel = usePanel(models.data);
  const navigate = useNavigate();
  const ask = useAsk((run) => void navigate({ to: '/runs/$id', params: { id: run.id } }));
  const onAsk = (question: string) =>
    ask.mutate({ question, ...(panel.isDefault ? {} : { models: [...panel.chosen] }) });
  return (
    <div className="page page-ask">
      <h1>{words.ask.title}</h1>
      <p className="lead">{words.ask.sentence}</p>
      <QuestionBox
        size="large"
        label={words.ask.label}
        placeholder={words.ask.placeholder}
        busy={ask.isPending}
        error={ask.error}
        onAsk={onAsk}
      />
      {models.error && <Problem error={models.error} onRetry={() => void models.refetch()} />}
      {models.data ? (
        <>
          <PanelChips models={models.data} panel={panel} />
          <Source models={models.data} />
          <Suggestions questions={models.data.suggestions} onAsk={onAsk} />
        </>
      ) : (
        <p className="quiet ask-loading">{models.error ? '' : words.panel.loading}</p>
      )}
    </div>
  );
}

/** Who these models are, and how to get others. */
function Source({ models }: { readonly models: ModelsView }) {
  return (
    <div className={models.source === 'rehearsal' ? 'source source-rehearsal' : 'source'}>
      <p>
        {models.sentence} {models.howToChange}
      </p>
    </div>
  );
}

const suggestionsMax = 6;

function Suggestions(props: { readonly questions: readonly string[]; readonly onAsk: (question: string) => void }) {
  if (props.questions.length === 0) {
    return null;
  }
  return (
    <section className="suggestions" aria-labelledby="suggestions-title">
      <h2 id="suggestions-title">{words.ask.suggestions}</h2>
      <ul>
        {props.questions.slice(0, suggestionsMax).map((question) => (
          <li key={question}>
            <button type="button" onClick={() => props.onAsk(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
