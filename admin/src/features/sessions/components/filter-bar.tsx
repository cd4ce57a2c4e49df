import { Star } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { words } from '../../../ui/words.ts';
import { bands, isFiltered, spans, withChange } from '../filters.ts';
import type { Filters } from '../filters.ts';

interface FilterBarProps {
  readonly filters: Filters;
  readonly models: readonly { readonly model: string; readonly label: string }[];
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, models, onChange }: FilterBarProps) {
  const { days, model, band, disagreement, starred } = filters;
  const change = (what: Parameters<typeof withChange>[1]) => onChange(withChange(filters, what));
  return (
    <fieldset className="filters" aria-label={words.history.filters}>
      <Select
        label={words.history.when}
        value={String(days ?? '')}
        any={words.history.anyTime}
        options={spans.map((span) => [String(span), words.history.span(span)])}
        onChange={(value) => change({ days: value === '' ? undefined : Number(value) })}
      />
      <Select
        label={words.history.model}
        value={model ?? ''}
        any={words.history.anyModel}
        options={models.map((one) => [one.model, one.label])}
        onChange={(value) => change({ model: value === '' ? undefined : value })}
      />
      <Select
        label={words.history.agreement}
        value={band ?? ''}
        any={words.history.anyAgreement}
        options={bands.map((one) => [one, words.verdict.bands[one]])}
        onChange={(value) => change({ band: bands.find((one) => one === value) })}
      />
      <Toggle on={disagreement ?? false} onToggle={(on) => change({ disagreement: on || undefined })}>
        {words.history.disagreement}
      </Toggle>
      <Toggle on={starred ?? false} onToggle={(on) => change({ starred: on || undefined })}>
        <Star className="toggle-mark" aria-hidden="true" size={14} />
        {words.history.starred}
      </Toggle>
      {isFiltered(filters) && (
        <button type="button" className="link" onClick={() => onChange({})}>
          {words.history.clear}
        </button>
      )}
    </fieldset>
  );
}

interface ToggleProps {
  readonly on: boolean;
  readonly onToggle: (on: boolean) => void;
  readonly children: ReactNode;
}

function Toggle({ on, onToggle, children }: ToggleProps) {
  return (
    <button type="button" className="toggle" aria-pressed={on} onClick={() => onToggle(!on)}>
      {children}
    </button>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** The choice of none. */
  readonly any: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

function Select({ label, value, any, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <span className="filter" data-set={value !== ''}>
      <label className="unseen" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{any}</option>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
