/** A few small texts on this machine's own disk, for the time in which the store does not answer. */
export interface Spool {
  /** On the disk when it returns. `name` is 1 to 100 letters, digits, `-` and `_`. */
  put(name: string, text: string): Promise<void>;
  /** Nothing happens when there is none. */
  remove(name: string): Promise<void>;
  /** At most 1,000 of them, in no order. */
  list(): Promise<readonly { readonly name: string; readonly text: string }[]>;
}
