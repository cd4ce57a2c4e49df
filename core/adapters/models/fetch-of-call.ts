type Fetch = typeof globalThis.fetch;

const ofCall = Symbol('fetch of the call');

/**
 * The fetch of an SDK's client, which is made once for all calls: it is heavy, and slow to make. It goes on to the fetch
 * that a call gave with `through`.
 */
export const fetchOfCall: Fetch = (input, init) => {
  const own = (init as { readonly [ofCall]?: Fetch } | undefined)?.[ofCall];
  return own === undefined ? Promise.reject(new Error('A request without a call.')) : own(input, init);
};

/** The option `fetchOptions` of a call, which SDKs hand on to their fetch. */
export function through(fetch: Fetch): object {
  return { [ofCall]: fetch };
}
