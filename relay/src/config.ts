import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import type { Limits } from '@crm-chat/sdk/protocol';
import { keptSecret } from './kept-secret.js';
import { limitsFrom } from './limits.js';
import { readPublicKey } from './public-key.js';
import { closestName } from './spelling.js';

/** Signs as well as it checks: HS256. */
export interface SecretKey {
  readonly kind: 'secret';
  readonly secret: string;
}

/** What tokens are checked with. The algorithm follows from the key, never from the token. */
export type KeyConfig =
  SecretKey | { readonly kind: 'jwks'; readonly url: URL } | { readonly kind: 'pem'; readonly pem: string };

export interface AuthConfig {
  readonly key: KeyConfig;
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The claim that holds the user's id. */
  readonly userClaim: string;
}

export type BotConfig =
  | { readonly provider: 'echo' }
  | { readonly provider: 'none' }
  | {
      readonly provider: 'openai';
      /** Null: the vendor's own. */
      readonly baseUrl: string | null;
      readonly apiKey: string;
      readonly model: string;
    };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Everything that can be set, checked. docs/protocol.md, section 7. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The data folder, absolute. */
  readonly data: string;
  readonly dev: boolean;
  readonly auth: AuthConfig;
  /** Exact; in `--dev` every loopback origin is allowed as well. */
  readonly allowedOrigins: readonly string[];
  readonly bot: BotConfig;
  readonly limits: Readonly<Limits>;
  readonly trustedProxyHops: number;
  readonly retentionDays: number | null;
  /** How long entries of the admins' audit log are kept. */
  readonly auditDays: number;
  readonly logLevel: LogLevel;
}

export interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
  readonly dev?: boolean | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem at once: the setting's name, what is wrong with it, and what it takes. Never a setting's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(problems.map((problem) => `  ${problem}`).join('\n'));
  }
}

const text = z.string().trim();
const whole = (from: number, to: number) =>
  text
    .regex(/^\d{1,9}$/, `takes a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `takes a whole number from ${from} to ${to}`);

/** Null where it is no http(s) URL. (`URL.parse` is younger than Node 20.) */
const parseWebUrl = (value: string): URL | null => {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
};

const webUrl = text.refine((value) => parseWebUrl(value) !== null, 'takes an http(s) URL');

const secret = z.string().refine((value) => Buffer.byteLength(value) >= 32, {
  message: 'takes a secret of at least 32 bytes (RFC 7518, 3.2), such as the output of: openssl rand -base64 48',
});

const jwksUrl = webUrl
  .transform((value) => new URL(value))
  .refine((url) => url.protocol === 'https:' || isLoopback(url.hostname), {
    message: 'takes an https URL, or an http one on loopback: keys fetched in the clear can be swapped on the way',
  });

const publicKey = text
  .transform((value) => value.replaceAll('\\n', '\n').trim())
  .superRefine((value, context) => {
    const fault = publicKeyFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

function publicKeyFault(pem: string): string | null {
  if (pem.includes('PRIVATE KEY')) return 'holds a private key: the relay takes the public one (PEM) alone';
  if (!pem.startsWith('-----BEGIN ')) return 'takes a public key as PEM text, from "-----BEGIN PUBLIC KEY-----"';
  try {
    readPublicKey(pem);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const origins = text.transform((value, context) => {
  const list = value.split(',').map((origin) => origin.trim());
  for (const origin of list) {
    if (parseWebUrl(origin)?.origin === origin) continue;
    context.addIssue({
      code: 'custom',
      message:
        'takes exact origins, comma-separated, such as https://crm.example.com: scheme, host and port where it is not ' +
        `the usual one, without a path, a closing slash or a "*" (entry ${list.indexOf(origin) + 1} is not one)`,
    });
  }
  return [...new Set(list)];
});

const limits = text.transform((value, context) => {
  const { limits: checked, problems } = limitsFrom(value);
  for (const message of problems) context.addIssue({ code: 'custom', message });
  return checked;
});

const SETTINGS = z.object({
  '--port': whole(0, 65_535).default(8787),
  '--host': text
    .refine((host) => host !== '' && !/[\s/]/.test(host), 'takes a host name or an address')
    .default('127.0.0.1'),
  '--data': z.string().min(1, 'takes a folder').default('./data'),
  '--dev': z.boolean().default(false),
  JWT_SECRET: secret.optional(),
  JWT_JWKS_URL: jwksUrl.optional(),
  JWT_PUBLIC_KEY: publicKey.optional(),
  JWT_ISSUER: text.optional(),
  JWT_AUDIENCE: text.optional(),
  JWT_USER_CLAIM: text.default('sub'),
  ALLOWED_ORIGINS: origins.optional(),
  REDIS_URL: z
    .never('is set, but this version runs on one machine with SQLite: several relays on Redis come later. Remove it')
    .optional(),
  BOT_PROVIDER: z.enum(['echo', 'openai', 'none'], 'takes echo, openai or none').default('echo'),
  OPENAI_BASE_URL: webUrl.optional(),
  OPENAI_API_KEY: text.optional(),
  OPENAI_MODEL: text.optional(),
  LIMITS: limits.default(() => limitsFrom('{}').limits),
  TRUSTED_PROXY_HOPS: whole(0, 16).default(0),
  RETENTION_DAYS: whole(1, 36_500).optional(),
  AUDIT_DAYS: whole(1, 36_500).default(365),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'takes fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
});

type Settings = z.output<typeof SETTINGS>;

/** An environment variable that may be set. */
export type SettingName = Exclude<keyof Settings, `--${string}` | 'REDIS_URL'>;

/** The environment variables that the relay reads. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS.shape).filter((name) => !name.startsWith('--'));

/** What the config is for: a command that serves nobody needs less. */
export type Purpose = 'serve' | 'sign' | 'store';

/**
 * Flags and environment to a checked config. In `--dev` it may write a secret into the data folder.
 *
 * @throws ConfigError naming every setting that is missing or not as it must be.
 */
export function readConfig(flags: Flags, environment: Environment, purpose: Purpose = 'serve'): Config {
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flags)) if (value !== undefined) raw[`--${name}`] = value;
  // `JWT_ISSUER=` in a compose file means: not set.
  for (const name of SETTING_NAMES) if (environment[name]?.trim()) raw[name] = environment[name];

  const parsed = SETTINGS.safeParse(raw);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((i) => `${String(i.path[0])}${i.message.startsWith(':') ? '' : ' '}${i.message}.`);
  // What the settings say together can be judged although one of them is wrong: all problems in one go.
  const tried = parsed.success ? parsed.data : raw;
  problems.push(...contradictions(tried, environment, purpose));
  if (!parsed.success || problems.length > 0) throw new ConfigError([...problems, ...misspelt(environment)]);
  return assemble(parsed.data);
}

/** What does not keep the relay from starting, but is hardly meant: slips of the pen, and settings of a bot that is not there. */
export function doubts(environment: Environment): string[] {
  const isOpenAi = environment['BOT_PROVIDER']?.trim() === 'openai';
  // Not the key: it is in many a shell for other programs.
  const idle = ['OPENAI_BASE_URL', 'OPENAI_MODEL'].filter((name) => !isOpenAi && environment[name]?.trim());
  const says = ', but BOT_PROVIDER is not openai: set BOT_PROVIDER=openai for that bot.';
  return [...misspelt(environment), ...idle.map((name) => `${name} is set${says}`)];
}

/** A warning for each variable that is one slip away from a setting of ours and is none. */
function misspelt(environment: Environment): string[] {
  return Object.keys(environment).flatMap((name) => {
    if (SETTING_NAMES.includes(name)) return [];
    const meant = closestName(name, SETTING_NAMES);
    return meant === null || environment[meant] ? [] : [`${name} is not a setting of the relay: is ${meant} meant?`];
  });
}

const KEYS = ['JWT_SECRET', 'JWT_JWKS_URL', 'JWT_PUBLIC_KEY'] as const;

function contradictions(
  settings: Partial<Record<keyof Settings, unknown>>,
  environment: Environment,
  purpose: Purpose,
): string[] {
  const problems: string[] = [];
  if (purpose === 'store') return problems;
  const dev = settings['--dev'] === true;
  const keys = KEYS.filter((name) => settings[name] !== undefined);
  if (keys.length > 1)
    problems.push(`${keys.join(' and ')} are set: tokens are checked with one of them, remove the others.`);
  if (keys.length === 0 && !dev) {
    problems.push(
      'JWT_SECRET is missing: set it (at least 32 bytes, shared with the CRM that signs the tokens), or JWT_JWKS_URL, or ' +
        'JWT_PUBLIC_KEY. To try the relay out, start it with --dev.',
    );
  }
  if (purpose === 'sign') return problems;
  if (settings.ALLOWED_ORIGINS === undefined && !dev) {
    problems.push(
      'ALLOWED_ORIGINS is missing: set the exact origins of the pages that show the chat, comma-separated, such as ' +
        'https://crm.example.com.',
    );
  }
  const host = settings['--host'];
  if (dev && typeof host === 'string' && !isLoopback(host)) {
    problems.push(
      '--host has to be a loopback address with --dev: anybody who reaches a development relay can sign in.',
    );
  }
  if (environment['BOT_PROVIDER'] === 'openai') {
    for (const name of ['OPENAI_API_KEY', 'OPENAI_MODEL'] as const) {
      if (settings[name] === undefined) problems.push(`${name} is missing: BOT_PROVIDER=openai needs it.`);
    }
  }
  return problems;
}

function assemble(settings: Settings): Config {
  const data = path.resolve(settings['--data']);
  return Object.freeze({
    host: settings['--host'],
    port: settings['--port'],
    data,
    dev: settings['--dev'],
    auth: {
      key: keyOf(settings, data),
      issuer: settings.JWT_ISSUER ?? null,
      audience: settings.JWT_AUDIENCE ?? null,
      userClaim: settings.JWT_USER_CLAIM,
    },
    allowedOrigins: settings.ALLOWED_ORIGINS ?? [],
    bot: botOf(settings),
    limits: settings.LIMITS,
    trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
    retentionDays: settings.RETENTION_DAYS ?? null,
    auditDays: settings.AUDIT_DAYS,
    logLevel: settings.LOG_LEVEL,
  });
}

function keyOf(settings: Settings, data: string): KeyConfig {
  if (settings.JWT_JWKS_URL !== undefined) return { kind: 'jwks', url: settings.JWT_JWKS_URL };
  if (settings.JWT_PUBLIC_KEY !== undefined) return { kind: 'pem', pem: settings.JWT_PUBLIC_KEY };
  if (settings.JWT_SECRET !== undefined) return { kind: 'secret', secret: settings.JWT_SECRET };
  // Outside `--dev` only a command that checks no token gets here without a key.
  return { kind: 'secret', secret: settings['--dev'] ? keptSecret(data, 'dev-secret') : '' };
}

function botOf(settings: Settings): BotConfig {
  const { BOT_PROVIDER: provider } = settings;
  if (provider !== 'openai') return { provider };
  return {
    provider,
    baseUrl: settings.OPENAI_BASE_URL ?? null,
    apiKey: settings.OPENAI_API_KEY ?? '',
    model: settings.OPENAI_MODEL ?? '',
  };
}

/** Whether only this machine reaches the host: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Whether a page of this origin may use the relay: an exact match, or any loopback origin in `--dev`. */
export function originAllowed(config: Pick<Config, 'allowedOrigins' | 'dev'>, origin: string): boolean {
  if (config.allowedOrigins.includes(origin)) return true;
  if (!config.dev) return false;
  const url = parseWebUrl(origin);
  return url?.origin === origin && isLoopback(url.hostname);
}
