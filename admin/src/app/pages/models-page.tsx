import { ModelList } from '../../features/models/components/model-list.tsx';
import { useModels } from '../../features/models/use-models.ts';
import { Problem } from '../../ui/problem.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';

export function ModelsPage() {
  useTitle(words.models.title);
  const models = useModels();
  return (
    <div className="page">
      <h1>{words.models.title}</h1>
      {models.data ? (
        <>
          <p className="lead">{models.data.sentence}</p>
          <div className={models.data.source === 'rehearsal' ? 'source source-rehearsal' : 'source'}>
            <p>
              {models.data.howToChange} {words.models.written} <code>{models.data.synthesizer}</code>;{' '}
              {words.models.compared} <code>{models.data.embedder}</code>.
            </p>
          </div>
          <ModelList models={models.data} />
        </>
      ) : (
        <p className="lead quiet">{words.panel.loading}</p>
      )}
      {models.error && <Problem error={models.error} onRetry={() => void models.refetch()} />}
    </div>
  );
}
