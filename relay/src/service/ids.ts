import { randomBytes } from 'node:crypto';
import { v5, v7 } from 'uuid';

/**
 * Where ids and other chance come from, so that a test or the model can replay a run.
 *
 * @returns a UUIDv7 (RFC 9562, 5.7): messages made later sort later, which keeps the store's index local.
 */
export type IdSource = () => string;

export const uuidV7: IdSource = () => v7();

const RANDOM_BYTES = 16;
const IDS_A_DRAW = 256;

/** UUIDv7 whose randomness is drawn for many at once: a call into the system for each id costs more than a send's checks. */
export function createIdSource(): IdSource {
  const random = new Uint8Array(RANDOM_BYTES);
  let pool = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at >= pool.length) {
      pool = randomBytes(IDS_A_DRAW * RANDOM_BYTES);
      at = 0;
    }
    // Into one array: a view of the pool for each id costs more than its bytes.
    for (let i = 0; i < RANDOM_BYTES; i += 1) random[i] = pool[at + i] ?? 0;
    at += RANDOM_BYTES;
    return v7({ random });
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
