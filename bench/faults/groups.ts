import type { Group } from './scenario.ts';
import { contents } from './scenarios/contents.ts';
import { orders } from './scenarios/orders.ts';
import { outages } from './scenarios/outages.ts';
import { processes } from './scenarios/processes.ts';
import { statuses } from './scenarios/statuses.ts';
import { stores } from './scenarios/stores.ts';
import { viewers } from './scenarios/viewers.ts';
import { wires } from './scenarios/wires.ts';

/** Every fault that is tried, by the servers that scenarios share: each has to be well again after every one. */
export const groups: readonly Group[] = [
  { name: 'vendors and viewers', scenarios: [statuses, wires, contents, outages, orders, viewers].flat() },
  stores,
  processes,
];
