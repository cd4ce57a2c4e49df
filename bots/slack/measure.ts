/** Names of values that Slack's limit of the whole message does not count. */
const uncounted = new Set(['type', 'style', 'status', 'level', 'action_id', 'block_id', 'task_id', 'callback_id']);

/** All texts in blocks, addresses and button values counted in: at least what Slack counts. */
export function textSize(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  return Object.entries(value).reduce((size, [name, inner]) => size + (uncounted.has(name) ? 0 : textSize(inner)), 0);
}
