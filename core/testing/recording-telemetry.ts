import type { EndedCall, EndedRun, Meter } from '../ports/meter.ts';
import type { FinishedSpan, Tracer } from '../ports/tracer.ts';

/** Keeps what it is told. */
export class RecordingMeter implements Meter {
  accepted = 0;
  refused = 0;
  readonly runs: EndedRun[] = [];
  readonly calls: EndedCall[] = [];

  runAccepted(): void {
    this.accepted += 1;
  }

  runRefused(): void {
    this.refused += 1;
  }

  runEnded(run: EndedRun): void {
    this.runs.push(run);
  }

  callEnded(call: EndedCall): void {
    this.calls.push(call);
  }

  read(): Promise<never> {
    return Promise.reject(new Error('A recording meter is looked at, not read.'));
  }
}

/** Keeps what it is told; after its end it must not be told anything. */
export class RecordingTracer implements Tracer {
  readonly spans: FinishedSpan[] = [];
  #closed = false;

  record(span: FinishedSpan): void {
    if (this.#closed) {
      throw new Error('A span came after the tracer was closed.');
    }
    this.spans.push(span);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
