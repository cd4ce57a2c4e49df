import type { Operations, Readiness } from '#core';

/** A process as ready as a test wants it. */
export class FakeOperations implements Operations {
  now: Readiness = { ready: true, storeWritable: true, draining: false, runsInFlight: 1, runsLimit: 200 };

  async readiness(): Promise<Readiness> {
    return this.now;
  }

  async metrics() {
    return { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'consilience_runs_in_flight 1\n' };
  }
}
