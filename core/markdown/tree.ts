/** All that an answer can become. There is no image, no HTML, no frame: what is not in this list cannot be drawn. */
export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly type: 'heading'; readonly depth: number; readonly children: readonly Inline[] }
  | { readonly type: 'quote'; readonly children: readonly Block[] }
  | {
      readonly type: 'list';
      readonly start: number | null;
      readonly loose: boolean;
      readonly items: readonly ListItem[];
    }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'table'; readonly align: readonly Align[]; readonly rows: readonly Row[] }
  | { readonly type: 'rule' }
  /** Shown letter by letter: markup too heavy to be worth its time. */
  | { readonly type: 'plain'; readonly text: string };

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis' | 'deleted'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'formula'; readonly text: string; readonly tex: string; readonly display: boolean }
  | { readonly type: 'link'; readonly href: string; readonly host: string | null; readonly children: readonly Inline[] }
  /** `[3]` in the text: the third source of the answer, counted from 1. */
  | { readonly type: 'citation'; readonly number: number }
  | { readonly type: 'break' };

export interface Formula {
  readonly tex: string;
  /** On a line of its own. */
  readonly display: boolean;
  /** With its marks, as it stood in the text. */
  readonly source: string;
}

export interface ListItem {
  readonly checked: boolean | null;
  readonly children: readonly Block[];
}

export type Align = 'left' | 'right' | 'center' | null;
export type Row = readonly (readonly Inline[])[];
