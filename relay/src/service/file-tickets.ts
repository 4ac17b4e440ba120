/**
 * What makes a link to a file work without a token: who asked for it, until when, signed for this one file. It opens
 * nothing by itself: whether that person may see the file is asked again each time it is used.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { Store } from '../store/store.js';

/** Long enough for a page to show its pictures, too short to be worth passing on. */
const TICKET_MS = 5 * 60_000;
const KEY_BYTES = 32;

const payloadSchema = z.strictObject({
  t: z.string(),
  u: z.string(),
  r: z.enum(['user', 'agent', 'admin']),
  /** The subject by which they came in, where the token named it. */
  s: z.string().nullable(),
  /** Milliseconds since 1970. */
  e: z.number(),
});

export interface FileTickets {
  /** @param subject of the conversation by which the person sees the file, if their token names it. */
  issue(principal: Principal, fileId: string, subject: string | null): Promise<{ ticket: string; expiresAt: number }>;
  /** @throws RelayError `token_invalid`, `token_expired` */
  redeem(fileId: string, ticket: string): Promise<Principal>;
}

/** The key is the store's: links outlive a restart, and several relays on one store take each other's. */
export function createFileTickets(store: Pick<Store, 'collection'>, clock: Clock): FileTickets {
  let key: Promise<Buffer> | undefined;

  const keyOf = (): Promise<Buffer> =>
    (key ??= theKey(store).catch((error: unknown) => {
      key = undefined;
      throw error;
    }));
  // The length tells where the id ends.
  const sign = async (fileId: string, payload: string): Promise<Buffer> =>
    createHmac('sha256', await keyOf())
      .update(`${fileId.length}:${fileId}${payload}`)
      .digest();

  return {
    async issue({ tenant, user, expiresAt: tokenEnds }, fileId, subject) {
      // A link does not outlive the token that it was asked for with.
      const expiresAt = Math.min(clock.now() + TICKET_MS, tokenEnds);
      const claims: z.infer<typeof payloadSchema> = { t: tenant, u: user.id, r: user.role, s: subject, e: expiresAt };
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const signature = await sign(fileId, payload);
      return { ticket: `${payload}.${signature.toString('base64url')}`, expiresAt };
    },
    async redeem(fileId, ticket) {
      const [payload = '', given = '', ...more] = ticket.split('.');
      const signature = await sign(fileId, payload);
      const shown = Buffer.from(given, 'base64url');
      const holds = more.length === 0 && shown.length === signature.length && timingSafeEqual(shown, signature);
      if (!holds) throw new RelayError('token_invalid', 'The link is not for this file, or was changed.');
      const { t, u, r, s, e } = payloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      if (clock.now() >= e) throw new RelayError('token_expired', 'The link has expired: ask for another.');
      return {
        tenant: t,
        user: { id: u, name: '', role: r, avatar: null },
        subjects: s === null ? [] : [s],
        expiresAt: e,
      };
    },
  };
}

async function theKey(store: Pick<Store, 'collection'>): Promise<Buffer> {
  const keys = store.collection<{ key: string }>('keys');
  // Of several who make the first one, one does.
  await keys.put('file-links', { key: randomBytes(KEY_BYTES).toString('base64') }, 0);
  const kept = await keys.get('file-links');
  if (kept === null) throw new RelayError('storage_unavailable');
  return Buffer.from(kept.value.key, 'base64');
}
