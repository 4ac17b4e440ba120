import { destination, pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.js';

/** Fields that never reach the log, wherever they stand two levels deep: what people wrote, and what lets somebody in. */
const HIDDEN = [
  'token',
  'authorization',
  'cookie',
  'secret',
  'password',
  'text',
  'title',
  'name',
  'file',
  'metadata',
  'rich',
  'body',
  'json',
  'apiKey',
];

/** `?token=` of older clients, as it stands in a URL within any text, and a JWT or bearer anywhere at all. */
const TOKENS = [
  [/([?&](?:token|ticket)=)[^&\s"']+/gi, '$1[hidden]'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[hidden]'],
  [/\b(bearer\s+)[\w.~+/-]+=*/gi, '$1[hidden]'],
] as const;

/** A text without the tokens in it. */
export function scrub(text: string): string {
  return TOKENS.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement), text);
}

/** V8 quotes what `JSON.parse` and `BigInt` could not read: a piece of somebody's text. Where it was read says the stack. */
const messageOf = (error: Error): string =>
  error instanceof SyntaxError ? '[data that cannot be read]' : scrub(error.message);

/** An error as the log may have it: an error's further fields can hold anything, so they stay out. */
function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? scrub(error) : typeof error;
  const { code } = error as Error & { code?: unknown };
  const message = messageOf(error);
  return {
    type: error.constructor.name,
    message,
    ...(typeof code === 'string' && { code }),
    // The stack begins with the message.
    ...(error.stack !== undefined && { stack: scrub(error.stack.replace(error.message, () => message)) }),
    ...(error.cause !== undefined && depth < 3 && { cause: describe(error.cause, depth + 1) }),
  };
}

export type Log = Logger;

/** What waits for a reader of the log that has stopped reading; beyond, lines are dropped. It never holds up a message. */
const WAITING_BYTES = 1024 * 1024;

/** Flushed by pino when the process ends. */
const toStderr = (): DestinationStream => destination({ fd: 2, sync: false, maxLength: WAITING_BYTES });

/**
 * The relay's log: JSON lines on stderr, since stdout speaks to the person who started it.
 *
 * @param stream for tests.
 */
export function createLog(level: LogLevel, stream: DestinationStream = toStderr()): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
      serializers: { err: (error: unknown) => describe(error), url: (url: unknown) => scrub(String(url)) },
      hooks: {
        logMethod(args, method) {
          const scrubbed = args.map((arg: unknown) => (typeof arg === 'string' ? scrub(arg) : arg));
          method.apply(this, scrubbed as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
}
