import { useState } from 'react';
import type { AvailableModel, ChangedModels, KeyCheck, ModelsView } from '#api/contract';
import { formatClock, formatMs } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import { panelMax } from '../panel.ts';

interface ModelListProps {
  readonly models: ModelsView;
  readonly busy: boolean;
  readonly onChange: (change: ChangedModels) => void;
  /** The vendor whose key is being checked. */
  readonly checking: string | null;
  readonly onCheck: (vendor: string) => void;
}

/** Each vendor with its key and its models: which are asked, which are part of the default panel. */
export function ModelList(props: ModelListProps) {
  const { models } = props;
  const byVendor = Map.groupBy(models.models, keyOf);
  const vendors = [...new Set([...models.vendors.map((one) => one.vendor), ...byVendor.keys()])];
  if (vendors.length === 0) {
    return <p className="quiet">{words.models.none}</p>;
  }
  return (
    <div className="vendors">
      {vendors.map((vendor) => (
        <section className="card" key={vendor} aria-labelledby={`vendor-${vendor}`}>
          <header className="card-head">
            <h3 id={`vendor-${vendor}`}>{vendor}</h3>
            <small>{models.vendors.find((one) => one.vendor === vendor)?.address}</small>
            <Key vendor={vendor} {...props} />
          </header>
          <VendorError vendor={vendor} error={models.vendors.find((one) => one.vendor === vendor)?.error ?? null} />
          <VendorModels {...props} of={byVendor.get(vendor) ?? []} />
        </section>
      ))}
    </div>
  );
}

/** Whose key is needed for it: behind a gateway the maker of a model has none of its own. */
function keyOf({ model, vendor }: AvailableModel): string {
  return model.split('/')[0] ?? vendor;
}

function Key({ vendor, models, checking, onCheck }: ModelListProps & { readonly vendor: string }) {
  const check = models.vendors.find((one) => one.vendor === vendor)?.check ?? null;
  return (
    <span className="key">
      <output>{check !== null && <Checked check={check} />}</output>
      <button type="button" className="button" disabled={checking === vendor} onClick={() => onCheck(vendor)}>
        {checking === vendor ? words.models.checking : words.models.check}
        <span className="unseen"> {vendor}</span>
      </button>
    </span>
  );
}

/** `works · 0.3 s · 14:02`, or what the vendor said and what to do. */
function Checked({ check }: { readonly check: KeyCheck }) {
  const when = `${formatMs(check.ms)} · ${formatClock(check.at)}`;
  return check.error === null ? (
    <span className="key-works">{words.models.works(when)}</span>
  ) : (
    <span className="key-fails">
      {check.error.message} {check.error.action} <small>{when}</small>
    </span>
  );
}

function VendorError({ vendor, error }: { readonly vendor: string; readonly error: string | null }) {
  return error === null ? null : (
    <p className="problem">
      <b>{words.models.vendorFailed(vendor)}</b> {error}
    </p>
  );
}

const shownAtFirst = 8;

function VendorModels(props: ModelListProps & { readonly of: readonly AvailableModel[] }) {
  const [all, setAll] = useState(false);
  const sorted = props.of.toSorted((a, b) => Number(b.inPanel) - Number(a.inPanel));
  const shown = all ? sorted : sorted.slice(0, shownAtFirst);
  return (
    <>
      <ul className="model-list">
        {shown.map((model) => (
          <ModelRow key={model.model} model={model} {...props} />
        ))}
      </ul>
      {shown.length < sorted.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {words.models.more(sorted.length - shown.length)}
        </button>
      )}
    </>
  );
}

function ModelRow({ model, models, busy, onChange }: ModelListProps & { readonly model: AvailableModel }) {
  const panel = models.models.filter((one) => one.inPanel).map((one) => one.model);
  const off = models.models.filter((one) => !one.on).map((one) => one.model);
  const last = model.inPanel && panel.length === 1;
  const full = !model.inPanel && panel.length >= panelMax;
  return (
    <li data-off={!model.on}>
      <span className="model-name">
        {model.label} {model.late && <small>{words.models.late}</small>}
      </span>
      <code>{model.model}</code>
      <label className="model-switch">
        <input
          type="checkbox"
          checked={model.inPanel}
          disabled={busy || !model.on || last || full}
          onChange={() => onChange({ panel: without(panel, model) })}
        />
        {words.models.inPanel}
        <span className="unseen">: {model.label}</span>
      </label>
      <label className="model-switch">
        <input
          type="checkbox"
          checked={model.on}
          disabled={busy || (model.on && last)}
          onChange={() => onChange({ off: without(off, model) })}
        />
        {words.models.on}
        <span className="unseen">: {model.label}</span>
      </label>
    </li>
  );
}

/** The list with the model, or without it when it was there. */
function without(list: readonly string[], { model }: AvailableModel): string[] {
  return list.includes(model) ? list.filter((one) => one !== model) : [...list, model];
}
