import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CastError, profiles, startRehearsal, type Profile } from './index.ts';

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly cast?: string;
  readonly profile: Profile;
  readonly faults: string;
  readonly seed: number;
  readonly tokens?: number;
}

/** The rehearsal server as a process of its own: one line when it listens; ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const flags = readFlags();
  const rehearsal = await startRehearsal({
    ...flags,
    castFile: flags.cast ?? null,
    tokens: flags.tokens ?? null,
  });
  const bases = Object.entries(rehearsal.baseUrls).map(([vendor, url]) => `${vendor} ${url}`);
  console.log(
    `Rehearsal server at ${rehearsal.address} (profile ${flags.profile}, ${rehearsal.questions} questions): ${bases.join(', ')}`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void rehearsal.close());
  }
}

function readFlags(): Flags {
  return new Command('rehearsal')
    .description('Plays simulated models in the wire formats of five vendors.')
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(new Option('--port <number>', '0 takes a free one').default(4290).argParser(whole(0, 65_535)))
    .addOption(new Option('--cast <file>', 'JSON or JSON Lines instead of the built-in cast'))
    .addOption(new Option('--profile <name>', 'how fast models play').choices(profiles).default('demo'))
    .addOption(new Option('--faults <rules>', 'such as openai=429:2,*=cut@0.1').default(''))
    .addOption(new Option('--seed <number>', 'makes chance repeatable').default(1).argParser(whole(0, 2 ** 32 - 1)))
    .addOption(new Option('--tokens <number>', 'exact length of every answer').argParser(whole(1, 100_000)))
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .parse()
    .opts<Flags>();
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function sentence(error: unknown): string {
  if (error instanceof CommanderError || error instanceof CastError || error instanceof RangeError) {
    return error.message.replace(/^error: /, '');
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' ? 'The port is in use: choose another with --port.' : message;
}

try {
  await main();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) {
    process.exitCode = 0;
  } else {
    console.error(sentence(error));
    process.exitCode = 2;
  }
}
