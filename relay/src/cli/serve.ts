import { adminAuthBeside } from '../auth/admin-auth.js';
import { doubts, readConfig, type Config, type Environment, type Flags } from '../config.js';
import { createLog, type Log } from '../log.js';
import { createRelay } from '../relay.js';
import { newAdminLink } from './admin-link.js';
import type { Console } from './program.js';

/**
 * Runs the relay until it is told to stop.
 *
 * @returns the exit code: 0 after a graceful end.
 */
export async function serve(flags: Flags, environment: Environment, speak: Console): Promise<number> {
  const config = readConfig(flags, environment);
  const log = createLog(config.logLevel);
  for (const warning of doubts(environment)) log.warn(warning);
  const crashed = crashes(log);
  const relay = await createRelay(config, { log });
  // Whether a write was kept whose thread died cannot be known here, and sockets would miss it: docs/decisions/0008.
  void relay.failed.then((err) => crashed.tell(err, 'the store has failed: the relay stops, to be started anew'));
  const stop = stopSignal();
  try {
    const url = await relay.listen();
    await greet(config, url, speak);
    await Promise.race([stop.received, crashed.happened]);
  } catch (error) {
    throw explainBind(error, config);
  } finally {
    await relay.close();
    stop.forget();
    crashed.forget();
  }
  return crashed.code;
}

async function greet(config: Config, url: string, speak: Console): Promise<void> {
  speak.out(`crm-chat-relay listens on ${url}`);
  if (!config.dev) return;
  const hasDemo = config.auth.key.kind === 'secret';
  if (hasDemo) speak.out(`Demo: ${url}/demo/`);
  const link = await newAdminLink({ sub: 'admin', name: 'Admin', url }, adminAuthBeside(config));
  speak.out(`Admin, once and within five minutes: ${link}`);
  speak.out(
    `This is a development relay${hasDemo ? ': it signs tokens for anybody on this machine' : ''}. Stop it with Ctrl+C.`,
  );
}

/** The first signal asks the relay to end in order; whoever sends a second one will not wait. */
function stopSignal() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let stop = (): void => undefined;
  const received = new Promise<void>((resolve) => {
    let first = true;
    stop = () => {
      if (!first) process.exit(1);
      first = false;
      resolve();
    };
  });
  for (const signal of signals) process.on(signal, stop);
  return {
    received,
    forget: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

/** A mistake nobody caught: what it left behind is unknown, so the relay ends and starts afresh from what is on disk. */
function crashes(log: Log) {
  let code = 0;
  let tell = (_error: unknown, _words: string): void => undefined;
  const happened = new Promise<void>((resolve) => {
    tell = (err, words) => {
      code = 1;
      log.fatal({ err }, words);
      resolve();
    };
  });
  const uncaught = (error: unknown) => tell(error, 'an error that nobody caught: the relay stops');
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  return {
    happened,
    tell,
    get code() {
      return code;
    },
    forget: () => {
      process.off('uncaughtException', uncaught);
      process.off('unhandledRejection', uncaught);
    },
  };
}

function explainBind(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new Error(`Something else listens on ${host}:${port}. Choose another --port.`);
  if (code === 'EACCES') return new Error(`This user may not listen on port ${port}. Choose a --port from 1024.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`This machine has no address ${host}: see --host.`);
  return error;
}
