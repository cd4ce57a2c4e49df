import { text } from 'node:stream/consumers';
import { Command, CommanderError } from 'commander';
import colors from 'picocolors';
import { ConsilienceError, readConfig } from '#core';
import { openConsilience } from '#core/wiring';
import { ask, exitCodes } from './ask.ts';

interface Options {
  readonly models?: string;
  readonly session?: string;
  readonly json?: true;
  readonly explain?: true;
}

const sameSignalMs = 300;

process.exitCode = await main(process.argv);

/** Reads the command line, asks, and gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  // Whoever does not read any more needs no stack trace.
  process.stdout.on('error', () => {});
  const command = usage();
  try {
    command.parse([...argv]);
    const options = command.opts<Options>();
    const question = command.args.join(' ') || (process.stdin.isTTY ? '' : await text(process.stdin));
    return await asked(question, options);
  } catch (error) {
    return failed(error);
  }
}

function usage(): Command {
  return new Command('consilience')
    .description('Asks several models at once and shows where they agree.')
    .argument('[question...]', 'the question; read from standard input when left out')
    .option('-m, --models <list>', 'comma list of vendor/model to ask instead of the panel')
    .option('-s, --session <id>', 'continue this session')
    .option('--json', 'print the events, one JSON object a line, and nothing else')
    .option('--explain', 'say why the run has its score: terms, pairs, points')
    .addHelpText(
      'after',
      `
Exit codes:
  ${exitCodes.done}    the run is done
  ${exitCodes.noAnswer}    no model answered
  ${exitCodes.wrongUse}    the question, a model or an option is wrong
  ${exitCodes.unavailable}    the configuration or the store is not usable
  ${exitCodes.stopped}  stopped by Ctrl+C

Colours follow NO_COLOR and are off in a pipe.`,
    )
    .exitOverride();
}

async function asked(question: string, options: Options): Promise<number> {
  const interrupt = new AbortController();
  stopOnSignal(interrupt);
  // Its lines would mix with the picture; what the log says of this run is in the run itself.
  const consilience = await openConsilience(readConfig({ LOG_LEVEL: 'silent', ...process.env }), { adopts: false });
  process.stderr.write(consilience.notes.map((note) => `${note}\n`).join(''));
  try {
    return await ask(
      {
        consilience,
        question,
        models: options.models === undefined ? null : options.models.split(',').map((model) => model.trim()),
        session: options.session ?? null,
        output: options.json ? 'json' : process.stdout.isTTY ? 'live' : 'plain',
        explain: options.explain === true,
        out: process.stdout,
        colors,
        now: Date.now,
      },
      interrupt.signal,
    );
  } finally {
    await consilience.close();
  }
}

/**
 * A reader that left, such as `head`, stops the run as Ctrl+C does. One Ctrl+C comes twice through npm, from the terminal
 * and handed on; a later one ends the process at once.
 */
function stopOnSignal(interrupt: AbortController): void {
  let stoppedAt: number | null = null;
  const stop = () => {
    if (stoppedAt !== null && performance.now() - stoppedAt > sameSignalMs) {
      process.exit(exitCodes.stopped);
    }
    stoppedAt ??= performance.now();
    interrupt.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', stop);
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  }
  if (error instanceof ConsilienceError) {
    process.stderr.write(`${error.message} ${error.action}\n`);
    return error.status >= 400 && error.status < 500 ? exitCodes.wrongUse : exitCodes.unavailable;
  }
  throw error;
}
