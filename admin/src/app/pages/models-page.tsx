import { useMemo, useState } from 'react';
import type { StatsView } from '#api/contract';
import { Choices } from '../../features/models/components/choices.tsx';
import { ModelList } from '../../features/models/components/model-list.tsx';
import { PairList } from '../../features/models/components/pair-list.tsx';
import { StatsPicture } from '../../features/models/components/stats-picture.tsx';
import { StatsTable } from '../../features/models/components/stats-table.tsx';
import { useChangeModels, useCheckKey, useModels, useStats } from '../../features/models/use-models.ts';
import { Problem } from '../../ui/problem.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';

/** What the models did, who is asked, and whether their keys work. */
export function ModelsPage() {
  useTitle(words.models.title);
  const models = useModels();
  const change = useChangeModels();
  const check = useCheckKey();
  const error = models.error ?? change.error ?? check.error;
  if (models.data === undefined) {
    return (
      <div className="page">
        <h1>{words.models.title}</h1>
        <p className="lead quiet">{words.panel.loading}</p>
        {error && <Problem error={error} onRetry={() => void models.refetch()} />}
      </div>
    );
  }
  const { source, sentence, howToChange } = models.data;
  const onChange = (what: Parameters<typeof change.mutate>[0]) => change.mutate(what);
  return (
    <div className="page page-models">
      <h1>{words.models.title}</h1>
      <p className="lead">{words.models.sentence}</p>
      <div className={source === 'rehearsal' ? 'source source-rehearsal' : 'source'}>
        <p>
          {sentence} {howToChange}
        </p>
      </div>
      {error && <Problem error={error} onRetry={() => void models.refetch()} />}
      <Stats />
      <Choices models={models.data} busy={change.isPending} onChange={onChange} />
      <h2 className="models-all">{words.models.all}</h2>
      <ModelList
        models={models.data}
        busy={change.isPending}
        onChange={onChange}
        checking={check.isPending ? check.variables : null}
        onCheck={(vendor) => check.mutate(vendor)}
      />
    </div>
  );
}

const spans = [7, 30, 90, 365];

function Stats() {
  const [days, setDays] = useState(30);
  const [table, setTable] = useState(false);
  const stats = useStats(days);
  return (
    <section className="card" aria-labelledby="did-title">
      <header className="card-head">
        <h2 id="did-title">{words.models.did}</h2>
        <span className="stats-choices">
          <select
            aria-label={words.history.when}
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {spans.map((span) => (
              <option key={span} value={span}>
                {words.history.span(span)}
              </option>
            ))}
          </select>
          <button type="button" className="toggle" aria-pressed={table} onClick={() => setTable(!table)}>
            {words.models.numbers}
          </button>
        </span>
      </header>
      {stats.error && <Problem error={stats.error} onRetry={() => void stats.refetch()} />}
      {stats.data && <Counted stats={stats.data} table={table} />}
    </section>
  );
}

function Counted({ stats, table }: { readonly stats: StatsView; readonly table: boolean }) {
  const label = useMemo(() => {
    const labels = new Map(stats.models.map((one) => [one.model, one.label]));
    return (model: string) => labels.get(model) || model;
  }, [stats]);
  if (stats.models.length === 0) {
    return <p className="quiet">{words.models.nothingYet}</p>;
  }
  return (
    <>
      <p className="quiet">{words.models.over(stats.runs)}</p>
      {table ? <StatsTable models={stats.models} /> : <StatsPicture models={stats.models} />}
      {stats.pairs.length > 0 && (
        <>
          <h3 className="pairs-title">{words.models.pairs}</h3>
          <PairList pairs={stats.pairs} label={label} />
        </>
      )}
    </>
  );
}
