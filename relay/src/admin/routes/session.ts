import { createHash } from 'node:crypto';
import { LINK_LIFE_S } from '../../auth/admin-link.js';
import { SESSION_LIFE_S } from '../../auth/admin-session.js';
import type { Authenticate, Principal } from '../../auth/principal.js';
import type { Clock } from '../../clock.js';
import { RelayError } from '../../errors.js';
import { endpoint } from '../../http/endpoint.js';
import { bearerOf } from '../../http/guard.js';
import { json } from '../../http/reply.js';
import type { Store } from '../../store/store.js';
import { meSchema, sessionSchema } from '../schemas.js';
import { READING, type AdminGround } from './ground.js';

const PATH = '/api/admin/session/';

export interface SessionOptions {
  readonly clock: Clock;
  readonly links: Authenticate;
  /** Signs the token that a link is exchanged for. */
  readonly sign: (principal: Principal) => Promise<string>;
}

/** Longer than a link lives, by any two clocks. */
const REMEMBERED_MS = 2 * LINK_LIFE_S * 1000;
const usedLinks = (store: Store) => store.collection<object>('admin-links');

export function sessionRoutes(ground: AdminGround, options: SessionOptions): void {
  endpoint(
    ground.endpoints,
    {
      method: 'get',
      path: PATH,
      operationId: 'adminGetSession',
      summary: 'Whom the token speaks for',
      answers: { 200: { description: 'An admin.', schema: meSchema } },
      codes: READING,
    },
    async ({ principal }) => json(identity(principal)),
  );
  exchanging(ground, options);
}

function exchanging({ door, store, acts }: AdminGround, { clock, links, sign }: SessionOptions): void {
  const admit = (authorization: string | undefined, address: string) =>
    door.guard.watch(() => links(bearerOf(authorization)), address);
  endpoint(
    // The link stands where a token does: in a header, which nothing logs, and whoever guesses is counted by address.
    { ...door, guard: { ...door.guard, admit } },
    {
      method: 'post',
      path: PATH,
      operationId: 'adminCreateSession',
      summary: 'Exchange a link of `crm-chat-relay admin-link` for a token',
      description: 'The code of the link is the bearer token of this request. It holds once.',
      answers: { 201: { description: 'A token for eight hours.', schema: sessionSchema } },
      codes: [],
    },
    async ({ principal, c }) => {
      // The latest time at which it can come again is part of the key, so that a sweep finds what it may forget.
      const hash = createHash('sha256').update(bearerOf(c.req.header('authorization')) ?? '');
      const key = `${String(principal.expiresAt + REMEMBERED_MS).padStart(15, '0')}-${hash.digest('base64url')}`;
      const token = await acts.carry(principal, {
        action: 'session.create',
        target: (minted) => ({ kind: 'session', id: minted, conversation_id: null }),
        wanted: {},
        creates: true,
        run: async () => {
          const isFirst = (await usedLinks(store).put(key, {}, 0)) !== null;
          if (!isFirst) throw new RelayError('token_invalid', 'The link was refused: it was used already.');
          return await sign(principal);
        },
        again: () => Promise.reject(new RelayError('internal')),
      });
      const expiresAt = clock.now() + SESSION_LIFE_S * 1000;
      return json({ token, ...identity({ ...principal, expiresAt }) }, 201);
    },
  );
}

/** Forgets links that have expired by now. */
export async function forgetLinks(store: Store, now: number): Promise<void> {
  const before = String(now).padStart(15, '0');
  for (const { key } of await usedLinks(store).list()) {
    if (key > before) return;
    await usedLinks(store).remove(key);
  }
}

const identity = ({ tenant, user, expiresAt }: Principal) => ({
  expires_at: new Date(expiresAt).toISOString(),
  user,
  tenant,
});
