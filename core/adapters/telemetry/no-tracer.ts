import type { Tracer } from '../../ports/tracer.ts';

/** For a product whose traces nobody asked for. */
export const noTracer: Tracer = {
  record() {
    // Nobody looks.
  },
  close: () => Promise.resolve(),
};
