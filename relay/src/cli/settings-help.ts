import type { SettingName } from '../config.js';

/** What `--help` says of each environment variable; docs/relay.md says more. */
const SETTINGS: Readonly<Record<SettingName, string>> = {
  JWT_SECRET: 'HS256 key shared with the CRM, at least 32 bytes; one of the three is needed',
  JWT_JWKS_URL: "https URL of the CRM's public keys",
  JWT_PUBLIC_KEY: 'one public key as PEM text',
  JWT_ISSUER: 'the only iss that is taken (default: not checked)',
  JWT_AUDIENCE: 'the aud that has to be in a token (default: not checked)',
  JWT_USER_CLAIM: "the claim with the person's id (default: sub)",
  ALLOWED_ORIGINS: 'exact origins of the pages that show the chat, comma-separated; needed',
  BOT_PROVIDER: 'echo, openai or none (default: echo)',
  OPENAI_BASE_URL: "where another one speaks OpenAI's API",
  OPENAI_API_KEY: 'needed for openai',
  OPENAI_MODEL: 'needed for openai',
  LIMITS: 'JSON with the limits to change, such as {"text_chars": 4000}',
  TRUSTED_PROXY_HOPS: 'how many proxies of yours add to X-Forwarded-For (default: 0)',
  RETENTION_DAYS: 'messages older than this are removed (default: none is)',
  AUDIT_DAYS: 'how long the audit log is kept (default: 365)',
  LOG_LEVEL: 'fatal, error, warn, info, debug, trace or silent (default: info)',
};

const width = Math.max(...Object.keys(SETTINGS).map((name) => name.length));

export const settingsHelp = [
  'Environment:',
  ...Object.entries(SETTINGS).map(([name, says]) => `  ${name.padEnd(width)}  ${says}`),
].join('\n');
