import { z } from 'zod';
import { placeSchema } from './live-message/index.ts';

const head = {
  platform: z.enum(['slack', 'discord', 'teams']),
  /** Who installed the app: a team, a guild, a tenant. */
  installation: z.string().min(1),
  /** The platform's own id of what happened: the same for every redelivery, unique in the installation for 24 h. */
  dedupeKey: z.string().min(1).max(200),
};

const deliverySchema = z.discriminatedUnion('kind', [
  /** A question. `threadKey` names the thread whose session it continues, when there is one. */
  z.object({
    ...head,
    kind: z.literal('ask'),
    question: z.string(),
    place: placeSchema,
    threadKey: z.string().nullable(),
  }),
  /** A button of ours. */
  z.object({ ...head, kind: z.literal('press'), token: z.string(), place: placeSchema }),
  /** The platform's own stop button in a thread. */
  z.object({ ...head, kind: z.literal('halt'), threadKey: z.string(), place: placeSchema }),
  /** Somebody opened the app's own page. */
  z.object({ ...head, kind: z.literal('home'), actor: z.string() }),
  /** Somebody opened a conversation with the bot. */
  z.object({ ...head, kind: z.literal('greet'), place: placeSchema }),
  /** Which models this person asks; empty for the default panel. */
  z.object({ ...head, kind: z.literal('choose'), actor: z.string(), models: z.array(z.string()).max(8) }),
  /** The app was removed, or its tokens are not valid any more. */
  z.object({ ...head, kind: z.literal('uninstalled') }),
]);

/** What came from a platform, parsed at the edge, in its own words no more. */
export type Delivery = z.output<typeof deliverySchema>;
export type DeliveryOf<K extends Delivery['kind']> = Extract<Delivery, { kind: K }>;

export function parseDelivery(stored: unknown): Delivery {
  return deliverySchema.parse(stored);
}
