import { randomBytes } from 'node:crypto';
import { v5, v7 } from 'uuid';
import type { Clock } from '../clock.js';

/**
 * Where ids and other chance come from, so that a test or the model can replay a run.
 *
 * @returns a UUIDv7 (RFC 9562, 5.7): messages made later sort later, which keeps the store's index local.
 */
export type IdSource = () => string;

export const uuidV7: IdSource = () => v7();

const IDS_A_DRAW = 256;
/** The hexadecimal digits that are chance: 12 bits, then 62, of which the first digit takes two. RFC 9562, 5.7. */
const RANDOM_DIGITS = 19;
/** Two bits of chance under the variant's `10`. RFC 9562, 4.1. */
const VARIANT = '89ab';

/**
 * UUIDv7 for every message. Randomness is drawn for many at once, the time is written once a millisecond, and an id is a
 * few pieces put together: as a library makes it, byte by byte, it is a tenth of what a send leaves to the collector.
 */
export function createIdSource(clock: Clock): IdSource {
  let pool = '';
  let at = 0;
  let writtenAt = Number.NaN;
  let time = '';
  return () => {
    if (at + RANDOM_DIGITS > pool.length) {
      pool = randomBytes((IDS_A_DRAW * RANDOM_DIGITS) / 2).toString('hex');
      at = 0;
    }
    const now = clock.now();
    if (now !== writtenAt) {
      const digits = now.toString(16).padStart(12, '0');
      time = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
      writtenAt = now;
    }
    const variant = VARIANT[Number.parseInt(pool[at + 3] ?? '0', 16) & 3] ?? '8';
    const id = `${time}${pool.slice(at, at + 3)}-${variant}${pool.slice(at + 4, at + 7)}-${pool.slice(at + 7, at + 19)}`;
    at += RANDOM_DIGITS;
    return id;
  };
}

/**
 * Names the conversations that sends without one open: a random UUID of our own (RFC 9562, 6.6, leaves the namespace to
 * the application). Another value would make every retry of such a send open a second conversation.
 */
const DERIVED_CONVERSATIONS = 'ec034202-94cf-4f7d-ac7c-28c525eeeb7f';

/**
 * The conversation that a send without a `conversation_id` opens: docs/protocol.md, section 1. As JSON no two triples are
 * written alike, whatever characters a tenant or a user's id has.
 */
export function derivedConversationId(tenant: string, userId: string, clientId: string): string {
  return v5(JSON.stringify([tenant, userId, clientId]), DERIVED_CONVERSATIONS);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of any version in its one spelling, or null: RFC 9562 lets it be read in either case and written in lower. */
export function asUuid(value: string): string | null {
  return UUID.test(value) ? value.toLowerCase() : null;
}
