import { destination as fileDestination, pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Level } from 'pino';
import type { Logger } from '../../ports/logger.ts';
import { makeScrubber } from './scrubber.ts';

export interface PinoLoggerOptions {
  readonly level: Level | 'silent';
  /** Values that must never be written, whatever they look like: the configured keys. */
  readonly secrets: readonly string[];
  /** Where lines go; standard error when left out, so that a command's own output stays clean. */
  readonly destination?: DestinationStream;
}

const standardError = 2;
const causesMax = 5;

const redacted = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'api-key', 'x-goog-api-key'].flatMap((name) => [
  `["${name}"]`,
  `headers["${name}"]`,
  `*.headers["${name}"]`,
]);
const redactedFields = ['key', 'apiKey', 'password', 'secret', 'token'].flatMap((name) => [name, `*.${name}`]);

/**
 * One JSON line a call. Keys are kept out twice: by the paths where they usually stand, and by a scrubber over each
 * finished line, which finds them wherever they are.
 */
export function pinoLogger(options: PinoLoggerOptions): Logger {
  const scrub = makeScrubber(options.secrets);
  const lines = pino(
    {
      level: options.level,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: [...redacted, ...redactedFields], censor: '[redacted]' },
      serializers: { error: plainError, err: plainError, cause: plainError },
      hooks: { streamWrite: scrub },
    },
    options.destination ?? fileDestination({ dest: standardError, sync: true }),
  );
  return {
    debug: (message, fields) => lines.debug(fields, message),
    info: (message, fields) => lines.info(fields, message),
    warn: (message, fields) => lines.warn(fields, message),
    error: (message, fields) => lines.error(fields, message),
  };
}

/** What helps to find a fault. Other properties of errors are left out: libraries hang whole requests on them. */
function plainError(thrown: unknown, depth = 0): unknown {
  if (!(thrown instanceof Error)) {
    return thrown;
  }
  return {
    name: thrown.name,
    ...('code' in thrown ? { code: String(thrown.code) } : {}),
    message: thrown.message,
    stack: thrown.stack,
    ...(thrown.cause === undefined || depth >= causesMax ? {} : { cause: plainError(thrown.cause, depth + 1) }),
  };
}
