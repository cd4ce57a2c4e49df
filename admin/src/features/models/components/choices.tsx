import { useId } from 'react';
import type { ChangedModels, ModelsView } from '#api/contract';
import { words } from '../../../ui/words.ts';

interface ChoicesProps {
  readonly models: ModelsView;
  readonly busy: boolean;
  readonly onChange: (change: ChangedModels) => void;
}

/** Who is asked when nobody chose otherwise, and who writes the synthesis; chosen here it stands before the configuration. */
export function Choices({ models, busy, onChange }: ChoicesProps) {
  const id = useId();
  const panel = models.models.filter((model) => model.inPanel);
  const { chosen } = models;
  return (
    <section className="card choices" aria-labelledby="choices-title">
      <h2 id="choices-title">{words.models.standard}</h2>
      <p className="chosen">
        {panel.map((model) => (
          <span className="chosen-model" key={model.model}>
            {model.label}
          </span>
        ))}
        {chosen.panel && (
          <button type="button" className="link" disabled={busy} onClick={() => onChange({ panel: null })}>
            {words.models.resetPanel}
          </button>
        )}
      </p>
      <p className="writer">
        <label htmlFor={id}>{words.models.written}</label>
        <select
          id={id}
          className="field"
          value={chosen.synthesizer ? models.synthesizer : ''}
          disabled={busy}
          onChange={(event) => onChange({ synthesizer: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{words.models.automatic(labelOf(models))}</option>
          {models.models
            .filter((model) => model.on && !model.late)
            .map((model) => (
              <option key={model.model} value={model.model}>
                {model.label}
              </option>
            ))}
        </select>
      </p>
      <p className="quiet">
        {words.models.choose} {words.models.compared} <code>{models.embedder}</code>.
      </p>
    </section>
  );
}

function labelOf({ models, synthesizer, chosen }: ModelsView): string {
  const label = models.find((one) => one.model === synthesizer)?.label ?? synthesizer;
  return chosen.synthesizer ? '' : label;
}
