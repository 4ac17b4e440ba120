import { randomUUID } from 'node:crypto';
import { adminAuthBeside, type AdminAuth } from '../auth/admin-auth.js';
import { createLinkAuthenticator, signAdminLink } from '../auth/admin-link.js';
import { systemClock } from '../clock.js';
import { readConfig, type Environment, type Flags } from '../config.js';
import type { Console } from './program.js';

export interface LinkOptions {
  readonly sub: string;
  readonly name?: string;
  readonly tenant?: string;
  readonly url?: string;
}

/** The code stands in the fragment: a browser sends it to no server, so that it is in nobody's log. */
const linkTo = (url: string, code: string): string => `${url.replace(/\/+$/, '')}/admin/#code=${code}`;

export const newAdminLink = ({ url, ...who }: LinkOptions & { url: string }, auth: AdminAuth): Promise<string> =>
  signAdminLink(auth, { ...who, jti: randomUUID() }, systemClock).then(async (code) => {
    // What the relay would refuse is better refused here, with the reason.
    await createLinkAuthenticator(auth, systemClock)(code);
    return linkTo(url, code);
  });

/**
 * `crm-chat-relay admin-link`: signs with the configured secret, or with the key that the relay keeps in its data folder, so
 * that it works beside a running relay; that a link holds once is kept by the relay which takes it.
 */
export async function printAdminLink(
  request: LinkOptions,
  flags: Flags,
  environment: Environment,
  speak: Console,
): Promise<void> {
  const config = readConfig(flags, environment, 'sign');
  const { host, port } = config;
  const url = request.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error('--url takes an http(s) address, such as https://chat.example.com.');
  }
  speak.out(await newAdminLink({ ...request, url }, adminAuthBeside(config)));
}
