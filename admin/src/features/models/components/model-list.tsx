import { useState } from 'react';
import type { AvailableModel, ModelsView } from '#api/contract';
import { words } from '../../../ui/words.ts';

/** The models of each vendor, those of the panel first; which vendors failed, and why. */
export function ModelList({ models }: { readonly models: ModelsView }) {
  const byVendor = Map.groupBy(models.models, (model) => model.vendor);
  const vendors = [...new Set([...byVendor.keys(), ...models.vendors.map((one) => one.vendor)])];
  if (vendors.length === 0) {
    return <p className="quiet">{words.models.none}</p>;
  }
  return (
    <div className="vendors">
      {vendors.map((vendor) => (
        <section className="card" key={vendor} aria-labelledby={`vendor-${vendor}`}>
          <header className="card-head">
            <h2 id={`vendor-${vendor}`}>{vendor}</h2>
            <small>{models.vendors.find((one) => one.vendor === vendor)?.address}</small>
          </header>
          <VendorError vendor={vendor} error={models.vendors.find((one) => one.vendor === vendor)?.error ?? null} />
          <VendorModels models={byVendor.get(vendor) ?? []} />
        </section>
      ))}
    </div>
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

function VendorModels({ models }: { readonly models: readonly AvailableModel[] }) {
  const [all, setAll] = useState(false);
  const sorted = models.toSorted((a, b) => Number(b.inPanel) - Number(a.inPanel));
  const shown = all ? sorted : sorted.slice(0, shownAtFirst);
  return (
    <>
      <ul className="model-list">
        {shown.map((model) => (
          <li key={model.model}>
            <span>{model.label}</span>
            <code>{model.model}</code>
            <small>
              {[model.inPanel ? words.models.inPanel : null, model.late ? words.models.late : null]
                .filter((part) => part !== null)
                .join(' · ')}
            </small>
          </li>
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
