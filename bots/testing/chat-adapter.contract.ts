import { beforeEach, describe, expect, test } from 'vitest';
import type { Part, Place, RenderContext } from '../message.ts';
import type { ChatAdapter } from '../platform.ts';
import { view } from './views.ts';

/** A platform for the kit to try an adapter on: a strict emulator, or what comes nearest to one. */
export interface ChatAdapterSubject {
  readonly adapter: ChatAdapter;
  /** A place where the bot may write, in which `find` can be answered. */
  readonly place: Place;
  /** A place where it may not. */
  readonly forbidden: Place;
  /** What people see in the place, oldest first. `onlyFor` names who alone sees it. */
  readonly shown: () => readonly { readonly ref: string; readonly content: unknown; readonly onlyFor: string | null }[];
  /** What becomes of the next request. */
  readonly next: (fault: 'limited' | 'failed' | 'lost' | 'unanswered') => void;
  readonly remove: (ref: string) => void;
  /** Why the platform would refuse this message, or null. */
  readonly fault: (part: Part) => string | null;
  /** A message that the platform refuses for its form. */
  readonly invalid: Part;
}

const context: RenderContext = {
  rung: 'rich',
  asker: null,
  link: 'https://here.example/runs/run_1',
  token: (verb) => `v1:${verb}`,
};

/** What every chat platform must do, tried the same way on each. */
export function chatAdapterContract(name: string, open: () => Promise<ChatAdapterSubject>): void {
  describe(`${name}, as a chat platform`, () => {
    let subject: ChatAdapterSubject;
    beforeEach(async () => {
      subject = await open();
    });

    const live = (ended: boolean): Part => subject.adapter.render(view({ ended }), context)[0] ?? {};

    test('draws a run in every form and at every stage, as plain JSON that the platform takes, the same twice', () => {
      const { adapter, fault } = subject;
      for (const rung of ['rich', 'compact', 'plain'] as const) {
        for (const ended of [true, false]) {
          const parts = adapter.render(view({ ended }), { ...context, rung });
          expect(parts.length).toBeGreaterThan(0);
          expect(parts.map(fault).filter((one) => one !== null)).toEqual([]);
          expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
          expect(adapter.render(view({ ended }), { ...context, rung })).toEqual(parts);
        }
      }
      expect(
        adapter
          .renderAnswers(view({ ended: true }))
          .map(fault)
          .filter((one) => one !== null),
      ).toEqual([]);
    });

    test('posts a message and edits it in its place', async () => {
      const { adapter, place, shown } = subject;
      const posted = await adapter.post(place, live(false), 'run_1.0.0');
      const ref = posted.ok ? posted.ref : '';
      const first = shown().find((message) => message.ref === ref)?.content;
      expect(await adapter.edit(place, live(true), ref)).toMatchObject({ ok: true });
      const last = shown().filter((message) => message.ref === ref);
      expect(last).toHaveLength(1);
      expect(last[0]?.content).not.toEqual(first);
    });

    test('finds a post whose response was lost, and does not find one that never was', async () => {
      const { adapter, place, next, shown } = subject;
      next('unanswered');
      expect(await adapter.post(place, live(false), 'run_2.0.0')).toEqual({ ok: false, kind: 'ambiguous' });
      const found = await adapter.find(place, 'run_2.0.0');
      expect(found === 'unknown' ? shown().at(-1)?.ref : found?.ref).toBe(shown().at(-1)?.ref);
      const never = await adapter.find(place, 'run_3.0.0');
      expect(never === 'unknown' ? null : never).toBeNull();
    });

    test('says what became of a request', async () => {
      const { adapter, place, forbidden, next, remove, invalid } = subject;
      const posted = await adapter.post(place, live(false), 'run_4.0.0');
      const ref = posted.ok ? posted.ref : '';
      next('limited');
      const limited = await adapter.edit(place, live(true), ref);
      expect(limited).toMatchObject({ ok: false, kind: 'rate' });
      expect(!limited.ok && limited.kind === 'rate' ? limited.retryAfterMs : 0).toBeGreaterThan(0);
      next('failed');
      expect(await adapter.edit(place, live(true), ref)).toEqual({ ok: false, kind: 'retry' });
      next('lost');
      expect(await adapter.edit(place, live(true), ref)).toEqual({ ok: false, kind: 'ambiguous' });
      expect(await adapter.edit(place, invalid, ref)).toMatchObject({ ok: false, kind: 'invalid' });
      expect(await adapter.post(forbidden, live(true), 'run_5.0.0')).toMatchObject({ ok: false, kind: 'forbidden' });
      remove(ref);
      expect(await adapter.edit(place, live(true), ref)).toMatchObject({ ok: false, kind: 'gone' });
    });

    test('whispers to the asker alone, and attaches a file', async () => {
      const { adapter, place, shown } = subject;
      const before = shown().length;
      expect(await adapter.whisper(place, 'For you alone.')).toMatchObject({ ok: true });
      expect(await adapter.attach(place, { name: 'run.md', text: '# A run' })).toMatchObject({ ok: true });
      expect(shown().length).toBe(before + 2);
    });

    test('greets, shows a page of one’s own, and lets nobody steer who may not', async () => {
      const { adapter, place } = subject;
      await adapter.working(place);
      expect(await adapter.greet(place, ['Which is larger, 9.11 or 9.9?'])).toMatchObject({ ok: true });
      const home = {
        actor: place.asker,
        recent: [],
        models: [{ model: 'a/x', label: 'X' }],
        chosen: [],
        sentence: 'Models.',
      };
      expect(await adapter.showHome(place.installation, home)).toMatchObject({ ok: true });
      expect(await adapter.mayManage(place.installation, 'a stranger')).toBe(false);
    });

    test('draws from budgets that have room for finals', () => {
      const { adapter, place } = subject;
      for (const kind of ['post', 'edit'] as const) {
        const lane = adapter.lane(kind, place);
        expect(lane.burst).toBeGreaterThan(lane.reserve);
        expect(lane.perMinute).toBeGreaterThan(0);
        expect(adapter.lane(kind, { ...place, installation: 'another' }).key).not.toBe(lane.key);
      }
      expect(adapter.gapMs).toBeGreaterThanOrEqual(1_000);
    });
  });
}
