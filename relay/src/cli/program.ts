import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ConfigError, type Environment } from '../config.js';
import { closestName } from '../spelling.js';
import { nativeFault } from '../store/sqlite/native-fault.js';
import { cleanUp } from './clean-up.js';
import { printAdminLink } from './admin-link.js';
import { printBackUp, printRestore } from './backup.js';
import { printOpenApi } from './openapi.js';
import { seed } from './seed-prompts.js';
import { serve } from './serve.js';
import { settingsHelp } from './settings-help.js';
import { printToken } from './token.js';

/** Where a command speaks: results and lines for people to `out`, complaints to `err`. */
export interface Console {
  out(line: string): void;
  err(line: string): void;
}

/** sysexits.h: EX_USAGE, EX_CONFIG. */
const EXIT = { ok: 0, failed: 1, usage: 64, config: 78 };

/** `8h`, `30m`, `90s` or bare seconds, at most what a token may live. */
export function parseLife(value: string): number {
  const match = /^(\d{1,6})([smhd]?)$/.exec(value);
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? ''] ?? 1;
  const seconds = Number(match?.[1]) * unit;
  if (!(seconds >= 1 && seconds <= 86_400)) throw new InvalidArgumentError('Takes 1s to 24h, such as 90s, 30m or 8h.');
  return seconds;
}

const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string };

const list = (value: string) => value.split(',').map((entry) => entry.trim());

/**
 * `crm-chat-relay ...`. docs/protocol.md, section 7.
 *
 * @param argv what follows the program's name.
 * @returns the exit code, once there is nothing left to do.
 */
export async function run(argv: readonly string[], environment: Environment, speak: Console): Promise<number> {
  let code = EXIT.ok;
  const program = createProgram(environment, speak, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, speak);
  }
}

function createProgram(environment: Environment, speak: Console, done: (code: number) => void): Command {
  const program = new Command('crm-chat-relay')
    .description('Keeps the conversations of <crm-chat> and hands them out.')
    .option('--port <number>', 'port to listen on; 0 lets the system choose (default: 8787)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--data <folder>', 'where the conversations are kept (default: ./data)')
    .option('--dev', 'for trying out: a secret of its own, loopback only, a demo page')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => speak.out(text.trimEnd()), writeErr: (text) => speak.err(text.trimEnd()) })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${settingsHelp}`);
  program.action(async (flags: object) => {
    const [word] = program.args;
    if (word !== undefined) program.error(noCommand(word, program));
    done(await serve(flags, environment, speak));
  });
  addToken(program, environment, speak);
  addAdminLink(program, environment, speak);
  program
    .command('seed-prompts')
    .description('replace the prompts by those of a JSON file, or by the built-in ones')
    .argument('[file]')
    .option('--tenant <id>', 'the tenant (default: "default")')
    .action(async (file: string | undefined, { tenant }: { tenant?: string }) =>
      seed({ file, tenant }, program.opts(), environment, speak),
    );
  program
    .command('cleanup')
    .description('remove the files that nothing needs any more; for a relay that is stopped')
    .action(async () => cleanUp(program.opts(), environment, speak));
  program
    .command('backup')
    .description('copy the data folder to a new one; the relay may run meanwhile')
    .argument('<folder>')
    .action(async (to: string) => printBackUp(to, program.opts(), environment, speak));
  program
    .command('restore')
    .description('put a backup into an empty data folder, as a new history')
    .argument('<folder>')
    .action(async (from: string) => printRestore(from, program.opts(), environment, speak));
  program
    .command('openapi')
    .description('print the OpenAPI document')
    .action(async () => printOpenApi(speak));
  explainMistakes(program);
  return program;
}

/** Each mistake ends with where to look. */
function explainMistakes(program: Command): void {
  program.showHelpAfterError('(crm-chat-relay --help lists what there is)');
  for (const command of program.commands) {
    command.showHelpAfterError(`(crm-chat-relay ${command.name()} --help says what it takes)`);
  }
  // A word that is no command is better told by its name than as one argument too many.
  program.allowExcessArguments();
}

function noCommand(word: string, program: Command): string {
  const meant = closestName(
    word,
    program.commands.map((command) => command.name()),
  );
  return `error: there is no command '${word}'${meant === null ? '; without one the relay starts' : `: is ${meant} meant?`}`;
}

function addToken(program: Command, environment: Environment, speak: Console): void {
  program
    .command('token')
    .description('print a token signed with the configured secret')
    .requiredOption('--sub <id>', "the person's id")
    .option('--name <name>', 'what others see')
    .addOption(
      new Option('--role <role>', 'what the person may do').choices(['user', 'agent', 'admin']).default('user'),
    )
    .option('--tenant <id>', 'the tenant (default: "default")')
    .option('--subjects <list>', 'records whose conversations a user may open, such as deal:42,deal:*', list)
    .addOption(
      new Option('--expires <time>', 'how long it lives: 90s, 30m, at most 24h')
        .argParser(parseLife)
        .default(3600, '1h'),
    )
    .action(async (request: Parameters<typeof printToken>[0]) =>
      printToken(request, program.opts(), environment, speak),
    );
}

function addAdminLink(program: Command, environment: Environment, speak: Console): void {
  program
    .command('admin-link')
    .description('print a link that opens the admin page once, within five minutes')
    .option('--sub <id>', 'who is to be named in the audit log', 'admin')
    .option('--name <name>', 'what others see', 'Admin')
    .option('--tenant <id>', 'the tenant (default: "default")')
    .option('--url <url>', "the relay's address as a browser reaches it (default: from --host and --port)")
    .action(async (request: Parameters<typeof printAdminLink>[0]) =>
      printAdminLink(request, program.opts(), environment, speak),
    );
}

function explain(error: unknown, speak: Console): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    speak.err(`crm-chat-relay cannot start:\n${error.message}`);
    return EXIT.config;
  }
  speak.err(`crm-chat-relay: ${nativeFault(error) ?? (error instanceof Error ? error.message : 'failed')}`);
  return EXIT.failed;
}
