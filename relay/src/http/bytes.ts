import type { Clock } from '../clock.js';

/** Where the service's files are read from; closed when the last byte is out or nobody wants it any more. */
export interface Bytes {
  readonly size: number;
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ByteRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

/**
 * `Range` (RFC 9110, 14.2): one range is served; what is no byte range, or several, is ignored, as the RFC lets a server do.
 *
 * @returns null for the whole.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replaceAll(' ', '') ?? '');
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return null;
    const suffix = Number(last);
    return suffix === 0 ? 'unsatisfiable' : { from: Math.max(0, size - suffix), to: size - 1 };
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return null;
  return from >= size ? 'unsatisfiable' : { from, to };
}

const CHUNK_BYTES = 64 * 1024;
/** Who takes nothing for so long has gone to sleep, and holds a place and a file. */
const STALL_MS = 60_000;

/**
 * Bytes on their way out, one chunk at a time, read when the one before has left.
 *
 * @param hangUp ends the connection of somebody who has stopped taking.
 */
export function streamOf(
  bytes: Bytes,
  { from, to }: ByteRange,
  clock: Clock,
  hangUp: () => void,
): ReadableStream<Uint8Array> {
  let at = from;
  let unwatch = (): void => undefined;
  const end = async (): Promise<void> => {
    unwatch();
    await bytes.close();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        unwatch();
        const chunk = await bytes.read(at, Math.min(CHUNK_BYTES, to + 1 - at));
        if (chunk.byteLength === 0) {
          await end();
          return controller.error(new Error('The file ended before its length.'));
        }
        at += chunk.byteLength;
        controller.enqueue(chunk);
        if (at > to) {
          await end();
          return controller.close();
        }
        unwatch = clock.after(STALL_MS, () => {
          void end();
          hangUp();
        });
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
