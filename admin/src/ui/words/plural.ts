import { formatCount } from '../format.ts';

/** `1 run`, `2 runs`. */
export function plural(n: number, ...[one, many]: [one: string, many: string]): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}
