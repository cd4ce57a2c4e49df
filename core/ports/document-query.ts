/** What a document store can be asked, and how a document is changed: no more than SQLite and any MongoDB both do. */
export type Scalar = string | number | boolean | null;

/** Dotted path -> the value it equals, or a comparison. All must hold. */
export type Filter = Readonly<Record<string, Scalar | Comparison>>;
export type Comparison =
  | { readonly in: readonly Scalar[] }
  | { readonly ne: Scalar }
  | { readonly lt: string | number }
  | { readonly gt: string | number };

export interface Find {
  readonly filter: Filter;
  /** Every word of it begins a word of the searchable fields; null asks for no text. */
  readonly text: string | null;
  /** By one field and then by id. */
  readonly sort: { readonly field: string; readonly order: 'ascending' | 'descending' };
  /** 1 to 200. */
  readonly limit: number;
  /** The `next` of the page before, or null. */
  readonly cursor: string | null;
}

export interface Page<D> {
  readonly items: readonly D[];
  readonly next: string | null;
}

/** `set` replaces values, `inc` adds integers, `unset` removes; paths are dotted. */
export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly inc?: Readonly<Record<string, number>>;
  readonly unset?: readonly string[];
}
