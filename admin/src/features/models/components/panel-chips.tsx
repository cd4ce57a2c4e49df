import { Check } from 'lucide-react';
import { useState } from 'react';
import type { AvailableModel, ModelsView } from '#api/contract';
import { Dialog } from '../../../ui/dialog.tsx';
import { words } from '../../../ui/words.ts';
import { panelMax } from '../panel.ts';
import type { Panel } from '../panel.ts';

interface PanelProps {
  readonly models: ModelsView;
  readonly panel: Panel;
}

/** As many fit under the question without a search. */
const chipsMax = 12;

/** Who will be asked: one switch a model; a long list behind a button with a search. */
export function PanelChips({ models, panel }: PanelProps) {
  const [open, setOpen] = useState(false);
  const on = models.models.filter((one) => one.on);
  const all = on.length <= chipsMax;
  const shown = all ? on : on.filter((one) => one.inPanel || panel.chosen.includes(one.model));
  return (
    <fieldset className="panel" aria-label={words.panel.title}>
      {shown.map((model) => (
        <Toggle key={model.model} model={model} panel={panel} />
      ))}
      {!all && (
        <button type="button" className="link" onClick={() => setOpen(true)}>
          {words.panel.more} ({on.length})
        </button>
      )}
      {!panel.isDefault && (
        <button type="button" className="link" onClick={panel.reset}>
          {words.panel.reset}
        </button>
      )}
      <PanelDialog models={models} panel={panel} open={open} onClose={() => setOpen(false)} />
    </fieldset>
  );
}

/** The same choice where there is little room: a button that says how many. */
export function PanelButton({ models, panel }: PanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link panel-button" onClick={() => setOpen(true)}>
        {words.panel.count(panel.chosen.length)}
      </button>
      <PanelDialog models={models} panel={panel} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function Toggle({ model, panel }: { readonly model: AvailableModel; readonly panel: Panel }) {
  const on = panel.chosen.includes(model.model);
  const full = !on && panel.chosen.length >= panelMax;
  return (
    <button
      type="button"
      className="toggle"
      aria-pressed={on}
      disabled={full}
      title={full ? words.panel.full : undefined}
      onClick={() => panel.toggle(model.model)}
    >
      <Check aria-hidden="true" size={14} />
      {model.label}
    </button>
  );
}

function PanelDialog(props: PanelProps & { readonly open: boolean; readonly onClose: () => void }) {
  const [q, setQ] = useState('');
  const found = props.models.models.filter(
    (model) => model.on && `${model.label} ${model.model}`.toLowerCase().includes(q.trim().toLowerCase()),
  );
  const byVendor = [...Map.groupBy(found, (model) => model.vendor)];
  return (
    <Dialog title={words.panel.title} open={props.open} onClose={props.onClose}>
      <input
        type="search"
        className="field"
        aria-label={words.panel.search}
        placeholder={words.panel.search}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <div className="panel-list">
        {byVendor.length === 0 && <p className="quiet">{words.panel.none}</p>}
        {byVendor.map(([vendor, models]) => (
          <fieldset key={vendor}>
            <legend>{vendor}</legend>
            {models.map((model) => (
              <Box key={model.model} model={model} panel={props.panel} />
            ))}
          </fieldset>
        ))}
      </div>
      <p className="hint">{props.panel.chosen.length >= panelMax ? words.panel.full : '\u00A0'}</p>
      <footer>
        <button type="button" className="button" onClick={props.panel.reset} disabled={props.panel.isDefault}>
          {words.panel.reset}
        </button>
        <button type="button" className="button go" onClick={props.onClose}>
          {words.panel.close}
        </button>
      </footer>
    </Dialog>
  );
}

function Box({ model, panel }: { readonly model: AvailableModel; readonly panel: Panel }) {
  const on = panel.chosen.includes(model.model);
  const fixed = on ? panel.chosen.length === 1 : panel.chosen.length >= panelMax;
  return (
    <label className="box">
      <input type="checkbox" checked={on} disabled={fixed} onChange={() => panel.toggle(model.model)} />
      <span>{model.label}</span>
      <small>{model.late ? words.models.late : model.model.slice(model.vendor.length + 1)}</small>
    </label>
  );
}
