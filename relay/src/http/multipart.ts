import busboy from 'busboy';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Limits } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';

/** What a form has besides its file: boundaries, headers, a `client_id`. */
const AROUND_BYTES = 64 * 1024;
/** The longest `client_id` is 128 UTF-16 units. */
const FIELD_BYTES = 512;
/** Milliseconds in which a sender has to bring at least so many bytes: what is slower only holds a place. */
const WINDOW_MS = 15_000;
const WINDOW_BYTES = 4096;
/** In which the whole has to be here: ten megabytes at 140 kbit/s. */
const WHOLE_MS = 10 * 60_000;

export interface FormFile {
  readonly name: string | undefined;
  readonly declared: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface FormOptions {
  readonly limits: Pick<Limits, 'upload_bytes'>;
  readonly clock: Clock;
}

type Fields = { client_id?: string };

/**
 * A form with one `file` and perhaps a `client_id`, in either order. The file goes to `take` as it arrives; what the form
 * brings faster than `take` reads waits with the sender. Nothing is read any more once something is wrong.
 *
 * @throws RelayError `unsupported_media_type`, `malformed`, `invalid`, `too_large`, `request_timeout`; whatever `take` throws
 */
export async function readForm(
  request: Request,
  options: FormOptions,
  take: (file: FormFile) => Promise<void>,
): Promise<Fields> {
  const most = options.limits.upload_bytes + AROUND_BYTES;
  const parser = parserOf(request, most);
  const form = listen(parser, take);
  const pace = keepPace(options.clock, form.fail);
  try {
    await Promise.race([pump(request, parser, most, pace.count), form.failed]);
    await Promise.race([form.ended, form.failed]);
    return form.fields;
  } finally {
    pace.stop();
    // Ends the file's stream too, if it still runs; whoever takes it sees it break off.
    parser.destroy();
    await form.taken();
  }
}

function parserOf(request: Request, most: number): busboy.Busboy {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(type)) {
    throw new RelayError('unsupported_media_type', 'The body has to be multipart/form-data.');
  }
  const coding = request.headers.get('content-encoding');
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    throw new RelayError('unsupported_media_type', 'The relay takes bodies as they are, without a Content-Encoding.');
  }
  const announced = request.headers.get('content-length');
  if (announced !== null && !(Number(announced) <= most)) throw tooLarge(most);
  try {
    return busboy({
      headers: { 'content-type': type },
      defParamCharset: 'utf8',
      // One more of each than there may be, so that a second one is noticed.
      limits: { files: 2, fields: 3, parts: 5, fieldNameSize: 100, fieldSize: FIELD_BYTES },
    });
  } catch {
    throw new RelayError('malformed', 'The form has no boundary.');
  }
}

const tooLarge = (most: number) => new RelayError('too_large', `An upload has at most ${most} bytes in all.`);
const broken = () => new RelayError('malformed', 'The form is broken, or did not arrive whole.');
const fault = (path: string, message: string) =>
  new RelayError('invalid', `${path} ${message}.`, { errors: [{ path, message }] });

/** What the parser finds, and the first thing that is wrong with it. */
function listen(parser: busboy.Busboy, take: (file: FormFile) => Promise<void>) {
  const fields: Fields = {};
  let taking: Promise<void> | undefined;
  let fail = (_error: unknown): void => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);

  parser.on('file', (field, stream: Readable, { filename, mimeType }: Partial<busboy.FileInfo>) => {
    // Reported by the parser too.
    stream.on('error', () => undefined);
    if (field !== 'file') return fail(fault(known(field), 'is not a field here'));
    if (taking) return fail(fault('file', 'is given more than once'));
    taking = take({ name: filename, declared: mimeType ?? '', bytes: stream as AsyncIterable<Uint8Array> });
    taking.catch(fail);
  });
  parser.on('field', (field, value, { valueTruncated }) => {
    if (field === 'file') return fail(fault('file', 'has to be a file, with a filename'));
    if (field !== 'client_id') return fail(fault(known(field), 'is not a field here'));
    if (fields.client_id !== undefined) return fail(fault('client_id', 'is given more than once'));
    if (valueTruncated) return fail(fault('client_id', 'is too long'));
    fields.client_id = value;
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => fail(fault('file', 'comes with more parts than there may be')));
  }
  const ended = new Promise<void>((resolve) => {
    parser.once('close', resolve);
  }).then(() => taking);
  ended.catch(() => undefined);
  parser.on('error', () => fail(broken()));

  return {
    fields,
    failed,
    ended,
    fail: (error: unknown) => fail(error),
    taken: async () => {
      await taking?.catch(() => undefined);
    },
  };
}

/** A field's name comes from the sender: enough of it to find the field. */
const known = (field: string | undefined): string => (field ?? '').slice(0, 100) || 'a field without a name';

async function pump(request: Request, parser: busboy.Busboy, most: number, count: (bytes: number) => void) {
  let size = 0;
  if (request.body === null) throw broken();
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw broken();
    });
    if (done || parser.destroyed) break;
    size += value.byteLength;
    if (size > most) throw tooLarge(most);
    count(value.byteLength);
    if (!parser.write(value)) await drained(parser);
  }
  parser.end();
}

/** Until the parser takes more, or nothing any more. */
async function drained(parser: busboy.Busboy): Promise<void> {
  const control = new AbortController();
  const { signal } = control;
  try {
    await Promise.race([once(parser, 'drain', { signal }), once(parser, 'close', { signal })]);
  } finally {
    control.abort();
  }
}

/** Ends what drips: a window without enough bytes, or a whole that takes too long. */
function keepPace(clock: Clock, fail: (error: unknown) => void) {
  const started = clock.now();
  let inWindow = 0;
  let cancel = (): void => undefined;
  const watch = (): void => {
    cancel = clock.after(WINDOW_MS, () => {
      if (inWindow < WINDOW_BYTES || clock.now() - started > WHOLE_MS) return fail(new RelayError('request_timeout'));
      inWindow = 0;
      watch();
    });
  };
  watch();
  return {
    count: (bytes: number) => {
      inWindow += bytes;
    },
    stop: () => cancel(),
  };
}
