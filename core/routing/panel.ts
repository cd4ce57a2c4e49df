import type { PanelModel } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ModelVendor } from '../ports/model-vendor.ts';
import { catalogue, knownModel } from './catalogue.ts';

export const panelMax = 8;
const panelWanted = 5;
const panelLeast = 3;

/** A vendor that can be asked, with the models that it runs when it is a server of one's own (null for a vendor of the catalogue). */
export interface Seat {
  readonly vendor: ModelVendor;
  readonly served: readonly { readonly name: string; readonly label: string }[] | null;
}

/** Names of models are no addresses and no sentences; a path of one's own disk is one. */
const nameShape = /^(?!.*\.\.)[\w./:@+~-]{1,200}$/;

/** `vendor/name`; a name may hold slashes itself. Throws `model_unknown`. */
export function parseModelId(id: string): { vendor: string; name: string } {
  const slash = id.indexOf('/');
  if (slash < 1 || slash === id.length - 1) {
    throw new ConsilienceError('model_unknown', { message: `"${id.slice(0, 100)}" is not of the form vendor/model.` });
  }
  const name = id.slice(slash + 1);
  if (!nameShape.test(name)) {
    throw new ConsilienceError('model_unknown', { message: `"${id.slice(0, 100)}" is not the name of a model.` });
  }
  return { vendor: id.slice(0, slash), name };
}

/**
 * The panel when nobody chose one: the preferred model of each vendor, then, while there are fewer than three, each vendor's
 * next one. A gateway such as OpenRouter and a server of one's own give up to five models each.
 */
export function defaultPanel(seats: readonly Seat[]): string[] {
  const offers = seats.map((seat) => preferred(seat).map((name) => `${seat.vendor.vendor}/${name}`));
  const panel: string[] = [];
  const rounds = Math.max(0, ...offers.map((offer) => offer.length));
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && panel.length >= (isGateway(seats) ? panelWanted : panelLeast)) {
      break;
    }
    panel.push(...offers.flatMap((offer) => offer.slice(round, round + 1)));
  }
  return panel.slice(0, panelMax);
}

export function panelModel(seats: readonly Seat[], id: string): PanelModel {
  const { vendor, name } = parseModelId(id);
  const seat = seats.find((candidate) => candidate.vendor.vendor === vendor);
  if (seat === undefined) {
    throw new ConsilienceError('model_unknown', { message: `No vendor "${vendor.slice(0, 50)}" is configured.` });
  }
  const known = knownModel(vendor, name);
  const rehearsal = seat.vendor.rehearsal || /rehearsal/i.test(name);
  const label = seat.served?.find((model) => model.name === name)?.label ?? known.label;
  return {
    model: id,
    vendor: independentVendor(vendor, name),
    label: rehearsal && !/rehearsal/i.test(label) ? `${label} (rehearsal)` : label,
    rehearsal,
    late: known.late,
  };
}

/** Behind a gateway the maker of the model is the voice, not the gateway. */
function independentVendor(vendor: string, name: string): string {
  return vendor === 'openrouter' ? (name.split('/')[0] ?? vendor) : vendor;
}

function isGateway(seats: readonly Seat[]): boolean {
  return seats.length === 1 && (seats[0]?.vendor.vendor === 'openrouter' || seats[0]?.served !== null);
}

function preferred(seat: Seat): string[] {
  const names = seat.served ?? catalogue.vendors[seat.vendor.vendor]?.models ?? [];
  return names.map((model) => model.name).filter((name) => !knownModel(seat.vendor.vendor, name).late);
}
