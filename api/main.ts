import { type Config, type Consilience, ConsilienceError, type Logger, readConfig } from '#core';
import { openConsilience } from '#core/wiring';
import type { ConsensusView } from '#core/view';
import { type Chats, openChats } from '#bots';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listen, type Listening } from './http/listen.ts';
import { isLoopback } from './http/origin.ts';
import { buildServer } from './server.ts';

const stopMsMax = 25_000;
const sameSignalMs = 300;
const describeMsMax = 10_000;

await start().catch((error: unknown) => {
  process.stderr.write(`${inPlainWords(error)}\n`);
  process.exit(1);
});

async function start(): Promise<void> {
  const config = readConfig(process.env);
  refuseOpenHost(config);
  const consilience = await openConsilience(config);
  const { logger, notes, store, clock, random, spool } = consilience;
  const chats = await openChats({ config, consilience, store, clock, random, spool, logger, exportRun });
  const server = await buildServer({
    consilience,
    operations: consilience.operations,
    config,
    logger,
    chats,
    pageDir: fileURLToPath(new URL('../admin/dist', import.meta.url)),
    version: readVersion(),
  });
  const opened: Opened & { listening: Listening | null } = { server, chats, consilience, listening: null };
  const close = () => closeAll(opened);
  stopOnSignal(close, logger);
  try {
    opened.listening = await listen(server, { host: config.HOST, port: config.PORT });
  } catch (error) {
    await close();
    throw error;
  }
  process.stdout.write(`Consilience is at ${addressOf(config.HOST, opened.listening.port)}\n`);
  await chats.start();
  if (chats.platforms.length > 0) {
    process.stdout.write(`Answering in ${chats.platforms.join(', ')}\n`);
  }
  process.stdout.write(notes.map((note) => `${note}\n`).join(''));
  await sayModels(consilience);
}

/** The reader of Markdown comes with the first export: it is large. */
async function exportRun(view: ConsensusView): Promise<string> {
  const { writeRun } = await import('./presenters/run-markdown/write-run.ts');
  return writeRun(view);
}

/** Anybody who reaches the server spends the keys it holds. */
function refuseOpenHost({ HOST, CONSILIENCE_OPEN }: Config): void {
  if (CONSILIENCE_OPEN !== '1' && !isLoopback(HOST)) {
    throw new ConsilienceError('open_host_refused', {
      message: `HOST=${HOST} would let other machines in. There are no accounts yet, so the server listens on loopback only.`,
    });
  }
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function sayModels({ models }: Consilience): Promise<void> {
  const known = await models.describe(AbortSignal.timeout(describeMsMax)).catch(() => null);
  if (known !== null) {
    const faults = known.vendors.flatMap(({ vendor, error }) => (error === null ? [] : [named(vendor, error)]));
    process.stdout.write(`${known.sentence} ${known.howToChange}\n${faults.join('')}`);
  }
}

function named(vendor: string, error: string): string {
  return error.startsWith(vendor) ? `${error}\n` : `${vendor}: ${error}\n`;
}

/**
 * The first signal lets runs finish or be stored; a later one ends the process at once. One Ctrl+C comes twice when npm
 * started the process: from the terminal, and handed on by npm.
 */
function stopOnSignal(close: () => Promise<void>, logger: Logger): void {
  let stoppedAt: number | null = null;
  const stop = (signal: NodeJS.Signals) => {
    if (stoppedAt !== null) {
      if (performance.now() - stoppedAt > sameSignalMs) {
        process.exit(1);
      }
      return;
    }
    stoppedAt = performance.now();
    logger.info('stopping', { signal });
    setTimeout(() => process.exit(1), stopMsMax).unref();
    void close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('stopping failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

interface Opened {
  readonly server: FastifyInstance;
  readonly chats: Chats;
  readonly consilience: Consilience;
  readonly listening: Listening | null;
}

/** New runs are refused from the first moment; the streams end, then the product stores what is still running. */
async function closeAll({ server, chats, consilience, listening }: Opened): Promise<void> {
  await Promise.all([listening?.close(), server.close()]);
  await chats.close();
  await consilience.close();
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

function inPlainWords(error: unknown): string {
  if (error instanceof ConsilienceError) {
    return `${error.message} ${error.action}`;
  }
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${process.env['PORT'] ?? '4280'} is in use. Set PORT to another one, or stop the program that uses it.`;
    case 'EACCES':
      return `Port ${process.env['PORT'] ?? '4280'} is not allowed for this user. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${process.env['HOST'] ?? ''} is not an address of this machine.`;
    default:
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
