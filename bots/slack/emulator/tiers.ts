/** Slack's limits a method, workspace and minute. Source: docs.slack.dev, Web API rate limits; each method's page. */
const perMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'chat.startStream': 20,
  'chat.appendStream': 100,
  'chat.stopStream': 20,
  'conversations.history': 50,
  'conversations.replies': 50,
  'views.publish': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'assistant.threads.setStatus': 100,
};
const windowMs = 60_000;
/** Posts are about one a second in each channel, with short bursts. */
const posts = { most: 10, windowMs: 8_000 };

export class Tiers {
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Null when the call may pass; else the seconds to wait. */
  refuse(method: string, channel: string): number | null {
    if (method === 'chat.postMessage') {
      return this.#count(`${method} ${channel}`, posts.most, posts.windowMs);
    }
    return this.#count(method, perMinute[method] ?? 100, windowMs);
  }

  #count(key: string, most: number, span: number): number | null {
    const now = this.#now();
    const calls = (this.#calls.get(key) ?? []).filter((at) => at > now - span);
    this.#calls.set(key, calls);
    const [oldest] = calls;
    if (calls.length >= most && oldest !== undefined) {
      return Math.max(1, Math.ceil((oldest + span - now) / 1_000));
    }
    calls.push(now);
    return null;
  }
}
