import { create as contentDisposition } from 'content-disposition';
import type { Context } from 'hono';
import type { Clock } from '../../clock.js';
import { RelayError } from '../../errors.js';
import type { Download, FileService } from '../../service/file-service.js';
import { rangeOf, streamOf } from '../bytes.js';
import { endpoint, type EndpointGround } from '../endpoint.js';
import type { Env } from '../env.js';
import { matchesTag } from '../matches-tag.js';
import { readForm } from '../multipart.js';
import { problemResponse } from '../problem.js';
import { json } from '../reply.js';
import { attachmentLink } from '../schemas/answers.js';
import { attachmentQuery, uploadForm } from '../schemas/bodies.js';
import { attachmentSchema } from '../schemas/entities.js';

export function fileRoutes(ground: EndpointGround, files: FileService): void {
  uploading(ground, files);
  fetching(ground, files);
  linking(ground, files);
}

function uploading(ground: EndpointGround, files: FileService): void {
  const { limits, clock } = ground;
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/uploads/',
      operationId: 'uploadFile',
      summary: 'Upload a file, to name it in a message',
      description:
        'The same `client_id` with the same file again gives the first one. An upload that no message names is removed ' +
        'after 7 days. Its bytes, the ending of its name and its Content-Type have to agree, and be of a type that ' +
        '`limits.upload_types` has.',
      form: uploadForm,
      idempotencyKey: true,
      answers: { 201: { description: 'On disk.', schema: attachmentSchema } },
      codes: ['file_type_refused', 'idempotency_mismatch', 'too_many_connections'],
    },
    async ({ principal, c, idempotencyKey }) => {
      const attachment = await files.upload(principal, async (take) => {
        const fields = await readForm(c.req.raw, { limits, clock }, take);
        const client_id = fields.client_id ?? idempotencyKey;
        return client_id === undefined ? {} : { client_id };
      });
      return json(attachment, 201);
    },
  );
}

function fetching(ground: EndpointGround, files: FileService): void {
  const { clock } = ground;
  const binary = 'The bytes, in the type that the relay found.';
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/attachments/{id}/',
      operationId: 'getAttachment',
      summary: 'The bytes of a file',
      description:
        'For whoever may see a message that names it, and before it is sent for whoever uploaded it. With `ticket`, from ' +
        'a link, no token is needed. Takes `Range`, `If-Range` and `If-None-Match`.',
      query: attachmentQuery,
      admitTicket: (id, ticket) => files.redeem(id, ticket),
      answers: {
        200: { description: binary, binary: true },
        206: { description: 'The range that was asked for.', binary: true },
        304: { description: 'The bytes that `If-None-Match` names.' },
      },
      codes: ['attachment_gone', 'range_not_satisfiable', 'too_many_connections'],
    },
    async ({ principal, id, query, c }) => {
      const download = await files.download(principal, id);
      try {
        return await deliver(c, download, {
          clock,
          saved: query.download === true,
          linked: query.ticket !== undefined,
        });
      } catch (error) {
        await download.blob.close();
        throw error;
      }
    },
  );
}

function linking(ground: EndpointGround, files: FileService): void {
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/attachments/{id}/link/',
      operationId: 'linkAttachment',
      summary: 'A link to a file that works without a token for five minutes',
      description:
        'For `<img>`, `<video>` and downloads. It is the caller’s: it ends with their token, with their membership and ' +
        'with the message. `&download=true` saves instead of showing.',
      answers: { 200: { description: 'The link.', schema: attachmentLink } },
      codes: [],
    },
    async ({ principal, id }) => json(await files.link(principal, id)),
  );
}

/**
 * Shown in place: what a browser decodes and never runs. A PDF is saved: it may have scripts of its own, and its viewer does
 * not start in a sandbox.
 */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/mpeg|video\/mp4)$/;

/** Nothing that is in a file acts here, whatever a browser makes of it; styles are those of its own viewer. */
const SANDBOX =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'";

interface Delivery {
  readonly clock: Clock;
  readonly saved: boolean;
  readonly linked: boolean;
}

async function deliver(c: Context<Env>, download: Download, { clock, saved, linked }: Delivery): Promise<Response> {
  const { attachment, sha256, blob } = download;
  const { type, name } = attachment;
  const etag = `"${Buffer.from(sha256, 'hex').toString('base64url').slice(0, 22)}"`;
  const common = { etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-store' };
  const headers = {
    ...common,
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': contentDisposition(name, { type: SHOWN.test(type) && !saved ? 'inline' : 'attachment' }),
    'content-security-policy': SANDBOX,
    // A link stands in pages of other origins, isolated ones too; with a token only a script comes, by CORS.
    'cross-origin-resource-policy': linked ? 'cross-origin' : 'same-origin',
  };
  if (matchesTag(c.req.header('if-none-match'), etag)) {
    await blob.close();
    return new Response(null, { status: 304, headers: common });
  }
  const ifRange = c.req.header('if-range');
  const isHead = c.req.method === 'HEAD';
  // RFC 9110, 14.2: a range is of a GET. If-Range compares strongly (13.1.5); of a date we know nothing.
  const asked = isHead || (ifRange !== undefined && ifRange !== etag) ? undefined : c.req.header('range');
  const range = rangeOf(asked, blob.size);
  if (range === 'unsatisfiable') {
    await blob.close();
    return problemResponse(new RelayError('range_not_satisfiable'), { 'content-range': `bytes */${blob.size}` });
  }
  const { from, to } = range ?? { from: 0, to: blob.size - 1 };
  const length = { 'content-length': String(to + 1 - from) };
  if (isHead) {
    await blob.close();
    return new Response(null, { headers: { ...headers, ...length } });
  }
  const partial = range && { 'content-range': `bytes ${from}-${to}/${blob.size}` };
  const body = streamOf(blob, { from, to }, clock, () => c.env.outgoing?.destroy());
  c.req.raw.signal.addEventListener('abort', () => void blob.close(), { once: true });
  return new Response(body, { status: range ? 206 : 200, headers: { ...headers, ...length, ...partial } });
}
