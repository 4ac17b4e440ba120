import type { Limits } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { parseJson } from '../json.js';

/** `application/json`, and a charset only if it is the one that JSON has (RFC 8259, 8.1). */
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Milliseconds for a body of some 64 KiB. Node's own bound on a request is an upload's. */
const BODY_MS = 60_000;

/**
 * A request's JSON object. Bytes are counted as they arrive, whatever the headers claim, and counting stops the reading.
 *
 * @returns undefined for a request without a body.
 * @throws RelayError `unsupported_media_type`, `too_large`, `request_timeout`, `malformed`, `invalid`
 */
export async function readJson(
  request: Request,
  limits: Pick<Limits, 'frame_bytes' | 'json_depth'>,
  clock: Clock,
): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type === null && !announcesBody(request)) return undefined;
  if (type === null || !JSON_TYPE.test(type))
    throw new RelayError('unsupported_media_type', 'The body has to be application/json.');
  const coding = request.headers.get('content-encoding');
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    throw new RelayError('unsupported_media_type', 'The relay takes bodies as they are, without a Content-Encoding.');
  }
  const text = decode(await inTime(readBytes(request, limits.frame_bytes), clock));
  if (text === '') return undefined;
  const value = parseJson(text, limits.json_depth);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RelayError('malformed', 'The body has to be a JSON object.');
  }
  return value;
}

/** RFC 9112, 6.3: without either header there is none, whatever the adapter gives as `body` of a DELETE. */
function announcesBody(request: Request): boolean {
  const length = request.headers.get('content-length');
  return request.headers.has('transfer-encoding') || (length !== null && length !== '0');
}

async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () => new RelayError('too_large', `A request has at most ${most} bytes.`);
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    if (!(Number(announced) <= most)) throw tooLarge();
    // Node reads exactly as many bytes as were announced.
    if (!request.headers.has('transfer-encoding')) return new Uint8Array(await received(request.arrayBuffer()));
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's own type leaves the chunks open; the Fetch standard says bytes.
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await received(reader.read());
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > most) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}

async function inTime<T>(bytes: Promise<T>, clock: Clock): Promise<T> {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(BODY_MS, () => reject(new RelayError('request_timeout')));
  });
  try {
    return await Promise.race([bytes, late]);
  } finally {
    cancel();
  }
}

/** A connection that ends amid its body is no failure of ours; nobody will read the answer. */
async function received<T>(bytes: Promise<T>): Promise<T> {
  try {
    return await bytes;
  } catch (cause) {
    throw new RelayError('malformed', 'The body did not arrive whole.', { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RelayError('malformed', 'The body is not UTF-8.');
  }
}
