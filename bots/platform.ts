import type { ConsensusView } from '#core/view';
import type { Home, Lane, Part, Place, RenderContext, SendResult } from './message.ts';

export type Platform = 'slack' | 'discord' | 'teams';

/** What the desk and the live messages need of a chat platform. No method throws. Every adapter runs the kit in `testing/`. */
export interface ChatAdapter {
  readonly platform: Platform;
  /** Shortest time between two edits of one message, in milliseconds; finals need not keep it. */
  readonly gapMs: number;
  /** How long a request may still land after its response was given up, in milliseconds. */
  readonly lateMs: number;
  /** The shared budget that a request draws from. */
  lane(kind: 'post' | 'edit', place: Place): Lane;

  /** The run as messages, pure: the first is the live one, the others follow once the run has ended. Never empty. */
  render(view: ConsensusView, context: RenderContext): readonly Part[];
  /** The full answers, pure: one or more messages a model. */
  renderAnswers(view: ConsensusView): readonly Part[];

  /** `key` finds the message again when the response is lost. */
  post(place: Place, part: Part, key: string): Promise<SendResult>;
  edit(place: Place, part: Part, ref: string): Promise<SendResult>;
  /** The message that was posted with this key; null when there is none, `unknown` when this cannot be told. */
  find(place: Place, key: string): Promise<{ readonly ref: string } | null | 'unknown'>;
  /** A sentence of ours for the asker's eyes alone, as near to the place as the platform allows. */
  whisper(place: Place, sentence: string): Promise<SendResult>;
  /** A file in the thread. */
  attach(place: Place, file: { readonly name: string; readonly text: string }): Promise<SendResult>;

  /** Says that the work has begun, where the platform has a way to. */
  working(place: Place): Promise<void>;
  greet(place: Place, suggestions: readonly string[]): Promise<SendResult>;
  showHome(installation: string, home: Home): Promise<SendResult>;
  /** Whether this person may steer other people's runs. */
  mayManage(installation: string, actor: string): Promise<boolean>;
  /** The installation is gone: its tokens are removed. */
  forget(installation: string): Promise<void>;
}
