import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { Stage, type Ending, type Frame, type Sink } from './stage.ts';

class Recorder implements Sink {
  blocked = false;
  readonly writes: { at: number; text: string }[] = [];
  ending: Ending | null = null;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  write(text: string): void {
    this.writes.push({ at: this.#clock.monotonic(), text });
  }

  end(ending: Ending): void {
    this.ending = ending;
  }
}

function* paced(count: number, firstMs: number, gapMs: number): Iterator<Frame> {
  for (let index = 0; index < count; index += 1) {
    yield { atMs: firstMs + index * gapMs, text: `${index} ` };
  }
  yield { atMs: firstMs + (count - 1) * gapMs, end: 'close' };
}

describe('the stage', () => {
  it('writes each token at its time', async () => {
    const clock = new VirtualClock();
    const stage = new Stage(clock);
    const sink = new Recorder(clock);
    stage.play(paced(4, 300, 10), sink);
    await clock.advance(1_000);
    expect(sink.writes.map(({ at }) => at)).toEqual([300, 310, 320, 330]);
    expect(sink.ending).toBe('close');
    expect([stage.size, clock.pending]).toEqual([0, 0]);
  });

  it('catches up after a late tick instead of adding to it', async () => {
    const clock = new VirtualClock();
    const late = {
      monotonic: () => clock.monotonic(),
      after: (ms: number, tick: () => void) => clock.after(ms + 25, tick),
    };
    const sink = new Recorder(clock);
    new Stage(late).play(paced(100, 300, 10), sink);
    await clock.advance(10_000);
    expect(sink.writes.at(-1)?.at).toBeLessThanOrEqual(300 + 99 * 10 + 26);
    expect(sink.writes.map(({ text }) => text).join('')).toBe(
      Array.from({ length: 100 }, (_, index) => `${index} `).join(''),
    );
  });

  it('plays 500 responses within a tick of their deadlines, on one timer', async () => {
    const clock = new VirtualClock();
    const stage = new Stage(clock);
    const sinks = Array.from({ length: 500 }, (_, index) => {
      const sink = new Recorder(clock);
      stage.play(paced(20, 300 + (index % 10), 10), sink);
      return sink;
    });
    expect(clock.pending).toBe(1);
    await clock.advance(1_000);
    for (const [index, { writes, ending }] of sinks.entries()) {
      expect(ending).toBe('close');
      expect(Math.abs((writes.at(-1)?.at ?? 0) - (490 + (index % 10)))).toBeLessThanOrEqual(5);
    }
  });

  it('waits while the reader is slow and loses nothing', async () => {
    const clock = new VirtualClock();
    const sink = new Recorder(clock);
    new Stage(clock).play(paced(3, 10, 10), sink);
    sink.blocked = true;
    await clock.advance(500);
    expect(sink.writes).toEqual([]);
    sink.blocked = false;
    await clock.advance(500);
    expect(sink.writes.map(({ text }) => text).join('')).toBe('0 1 2 ');
    expect(sink.ending).toBe('close');
  });

  it('stops when the reader is gone', async () => {
    const clock = new VirtualClock();
    const stage = new Stage(clock);
    const sink = new Recorder(clock);
    const stop = stage.play(paced(100, 0, 10), sink);
    await clock.advance(55);
    stop();
    await clock.advance(1_000);
    expect(sink.writes).toHaveLength(6);
    expect([stage.size, clock.pending, sink.ending]).toEqual([0, 0, null]);
  });

  it('takes an endless response in bounded pieces', async () => {
    const clock = new VirtualClock();
    const stage = new Stage(clock);
    const sink = new Recorder(clock);
    const stop = stage.play(endless(), sink);
    await clock.advance(20);
    stop();
    expect(Math.max(...sink.writes.map(({ text }) => text.length))).toBeLessThan(300_000);
    expect(sink.writes.length).toBeLessThanOrEqual(21);
  });
});

function* endless(): Iterator<Frame> {
  for (;;) {
    yield { atMs: 0, text: 'x'.repeat(1_000) };
  }
}
