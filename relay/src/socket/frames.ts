import { z } from 'zod';
import { ID_CHARS_MAX, type ClientFrame, type ClientFrameType, type Rich } from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import { parseJson } from '../json.js';

/*
 * Shapes alone: what a field may hold is the service's to say, alike for both doors. Fields that are not named here are
 * dropped: a newer client may send more. A type test holds these schemas to `ClientFrame`, in both directions.
 */

const count = z.int().min(0);
const at = z.object({ id: z.string(), rev: count });
const rich = z.custom<Rich>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

const sendItem = {
  client_id: z.string(),
  text: z.string().exactOptional(),
  message_type: z.enum(['text', 'note']).exactOptional(),
  rich: rich.exactOptional(),
  attachment_ids: z.array(z.string()).exactOptional(),
  reply_to: z.string().exactOptional(),
  mentions: z.array(z.string()).exactOptional(),
};
const resume = { since: count.exactOptional(), at: at.exactOptional(), epoch: z.string().exactOptional() };

/** By type: a frame of a known type goes straight to its schema. */
export const CLIENT_FRAMES = {
  hello: z.object({ type: z.literal('hello'), v: z.number(), token: z.string(), ...resume }),
  auth: z.object({ type: z.literal('auth'), token: z.string() }),
  'message:new': z.object({ type: z.literal('message:new'), ...sendItem }),
  'message:batch': z.object({ type: z.literal('message:batch'), messages: z.array(z.object(sendItem)) }),
  'message:edit': z.object({
    type: z.literal('message:edit'),
    client_id: z.string(),
    id: z.string(),
    text: z.string(),
  }),
  'message:delete': z.object({ type: z.literal('message:delete'), client_id: z.string(), id: z.string() }),
  'message:react': z.object({
    type: z.literal('message:react'),
    client_id: z.string(),
    id: z.string(),
    emoji: z.string(),
    on: z.boolean(),
  }),
  typing: z.object({ type: z.literal('typing'), is_typing: z.boolean(), note: z.boolean().exactOptional() }),
  read: z.object({ type: z.literal('read'), seq: count }),
  sync: z.object({ type: z.literal('sync'), ...resume }),
  stop: z.object({ type: z.literal('stop'), id: z.string() }),
  ping: z.object({ type: z.literal('ping') }),
  pong: z.object({ type: z.literal('pong') }),
} satisfies Record<ClientFrameType, z.ZodType>;

export type ParsedFrame =
  | { readonly kind: 'frame'; readonly frame: ClientFrame }
  /** Of a known type, with a field that is not as it must be, and a `client_id` to say so by. */
  | { readonly kind: 'invalid'; readonly clientId: string; readonly field: string }
  /** A batch, with the members at fault. */
  | { readonly kind: 'invalid-batch'; readonly clientIds: readonly string[] }
  | { readonly kind: 'unknown'; readonly clientId: string | null };

const isKnown = (type: string): type is ClientFrameType => Object.hasOwn(CLIENT_FRAMES, type);

const clientIdOf = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null || !('client_id' in value)) return null;
  const { client_id } = value;
  return typeof client_id === 'string' && client_id.length > 0 && client_id.length <= ID_CHARS_MAX ? client_id : null;
};

/**
 * One frame from a client.
 *
 * @throws RelayError `malformed` where there is no answering it: no JSON, no object, no `type`, or a known type that is
 * not as it must be and has no `client_id`.
 */
export function parseFrame(text: string, depth: number): ParsedFrame {
  const value = readJson(text, depth);
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw new RelayError('malformed', 'A frame is a JSON object with a type.');
  }
  const { type } = value;
  if (type === 'message:new') {
    const frame = plainSend(value);
    if (frame !== null) return { kind: 'frame', frame };
  }
  if (!isKnown(type)) return { kind: 'unknown', clientId: clientIdOf(value) };
  const parsed = CLIENT_FRAMES[type].safeParse(value);
  if (parsed.success) return { kind: 'frame', frame: parsed.data };
  const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  const clientId = clientIdOf(value);
  if (clientId !== null) return { kind: 'invalid', clientId, field };
  const faulty = type === 'message:batch' ? faultyMembers(value, parsed.error.issues) : null;
  if (faulty !== null) return { kind: 'invalid-batch', clientIds: faulty };
  throw new RelayError('malformed', `A ${type} frame is not as it must be.`);
}

/**
 * A text and nothing else, which is what nearly all frames are: its schema by hand, for a fifth of the time. Null for
 * anything that the schema proper has to judge.
 */
function plainSend(value: { type: unknown; client_id?: unknown; text?: unknown }): ClientFrame | null {
  const { client_id, text } = value;
  if (typeof client_id !== 'string' || typeof text !== 'string') return null;
  // Those two and `type`.
  return Object.keys(value).length === 3 ? { type: 'message:new', client_id, text } : null;
}

/** A name that no field may have is malformed here: there is no telling what else the sender means. */
function readJson(text: string, depth: number): unknown {
  try {
    return parseJson(text, depth);
  } catch (error) {
    if (error instanceof RelayError && error.code !== 'malformed') {
      throw new RelayError('malformed', error.message, { cause: error });
    }
    throw error;
  }
}

/** Null where a fault cannot be laid at the door of members with a `client_id`. */
function faultyMembers(value: object, issues: readonly z.core.$ZodIssue[]): readonly string[] | null {
  const messages: unknown = 'messages' in value ? value.messages : null;
  if (!Array.isArray(messages)) return null;
  const ids = issues.map(({ path: [, index] }) => (typeof index === 'number' ? clientIdOf(messages[index]) : null));
  const named = ids.filter((id) => id !== null);
  return named.length === ids.length && named.length > 0 ? [...new Set(named)] : null;
}
