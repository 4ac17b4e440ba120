import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from '@crm-chat/sdk/protocol';
import { typeFault } from './upload-types.js';

const MIB = 1024 * 1024;

const between = (from: number, to: number) => {
  const message = `takes a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
};

const mediaType = z
  .string()
  .regex(/^[a-z0-9.+-]+\/[a-z0-9.+*-]+$/, { error: 'takes media types such as image/png', abort: true })
  .superRefine((type, context) => {
    const message = typeFault(type);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** Bounds of the bounds: below them the relay could not speak its own protocol, above them they would bound nothing. */
const LIMITS = z.strictObject({
  frame_bytes: between(1024, 16 * MIB),
  text_chars: between(1, 4 * MIB),
  attachments: between(0, 100),
  upload_bytes: between(0, 1024 * MIB),
  upload_types: z.array(mediaType, { error: 'takes a list of media types such as ["image/png"]' }),
  json_depth: between(8, 256),
  sends_per_second: between(1, 100_000),
  send_burst: between(1, 100_000),
  sockets_per_user: between(1, 100_000),
  unauthenticated_per_address: between(1, 1_000_000),
  uncommitted_per_socket: between(1, 100_000),
  unsent_bytes_per_socket: between(64 * 1024, 1024 * MIB),
});

/** `LIMITS` merged over the defaults. Problems name the limit and what it takes; with any, the defaults are returned. */
export function limitsFrom(json: string): { limits: Readonly<Limits>; problems: string[] } {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    return { limits: DEFAULT_LIMITS, problems: ['takes a JSON object, such as {"text_chars": 4000}'] };
  }
  const parsed = LIMITS.partial().safeParse(given);
  if (parsed.success)
    return { limits: Object.freeze({ ...DEFAULT_LIMITS, ...(given as Partial<Limits>) }), problems: [] };
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return `has unknown names (${issue.keys.join(', ')}); it takes ${Object.keys(LIMITS.shape).join(', ')}`;
    }
    const [name] = issue.path;
    return name === undefined
      ? 'takes a JSON object, such as {"text_chars": 4000}'
      : `: ${String(name)} ${issue.message}`;
  });
  return { limits: DEFAULT_LIMITS, problems };
}
