import { citedAddress } from './address.ts';
import { clean, cut } from './clean.ts';

/** A citation as it is shown: numbered by its place, counted from 1. */
export interface Source {
  /** One line; empty when the vendor gave none. */
  readonly title: string;
  /** Empty when the address is none that a person may be led to. */
  readonly host: string;
  readonly href: string | null;
}

const titleLengthMax = 160;

export function sourcesOf(citations: readonly { readonly url: string; readonly title: string }[]): readonly Source[] {
  return citations.map(({ url, title }) => {
    const address = citedAddress(clean(url));
    return {
      title: cut(clean(title).replaceAll('\n', ' ').trim(), titleLengthMax),
      host: address?.host ?? '',
      href: address?.href ?? null,
    };
  });
}
