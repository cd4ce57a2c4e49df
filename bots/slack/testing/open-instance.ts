import type { FastifyInstance } from 'fastify';
import { openChats } from '#bots';
import type { Config } from '#core';
import type { ConsensusView } from '#core/view';
import { openConsilience } from '#core/wiring';
import type { OpenConsilience } from '#core/wiring';
import { writeRun } from '../../../api/presenters/run-markdown/write-run.ts';
import { buildServer } from '../../../api/server.ts';

/** One process of ours: the product, its server and its bot. */
export interface Instance {
  readonly config: Config;
  readonly consilience: OpenConsilience;
  readonly server: FastifyInstance;
  readonly origin: string;
  close(): Promise<void>;
}

export interface InstanceOptions {
  readonly config: Config;
  readonly pageDir: string;
  /** 0 for any. */
  readonly port: number;
}

const exportRun = async (view: ConsensusView): Promise<string> => writeRun(view);

/** The product on loopback as it runs in production, with its bot started. */
export async function openInstance({ config, pageDir, port }: InstanceOptions): Promise<Instance> {
  const consilience = await openConsilience(config);
  const { operations, store, spool, clock, random, logger } = consilience;
  const chats = await openChats({ config, consilience, store, spool, clock, random, logger, exportRun });
  const server = await buildServer({ consilience, operations, config, logger, chats, pageDir, version: '0.0.0' });
  await server.listen({ host: '127.0.0.1', port });
  await chats.start();
  return {
    config,
    consilience,
    server,
    origin: server.listeningOrigin,
    async close() {
      await server.close();
      await chats.close();
      await consilience.close();
    },
  };
}
