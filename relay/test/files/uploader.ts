import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Attachment } from '@crm-chat/sdk/protocol';
import type { Live, Person } from '../live.js';
import { FORM_TYPE, form, png, type Part } from './making.js';

export interface UploadOptions {
  readonly name?: string;
  readonly type?: string;
  readonly client_id?: string;
  readonly headers?: Record<string, string>;
}

/** Sends a form as it stands. */
export const post = (
  live: Live,
  person: Person,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<Response> =>
  live.request('/api/uploads/', {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': FORM_TYPE, ...headers },
    body: new Uint8Array(body),
  });

export function send(
  live: Live,
  person: Person,
  data: Buffer | string,
  options: UploadOptions = {},
): Promise<Response> {
  const { name = 'x.png', type = 'image/png', client_id, headers } = options;
  const fields: Part[] = client_id === undefined ? [] : [{ name: 'client_id', data: client_id }];
  return post(live, person, form([...fields, { name: 'file', filename: name, type, data }]), headers);
}

/** Uploads what has to be taken. */
export async function upload(
  live: Live,
  person: Person,
  data: Buffer | string = png(),
  options: UploadOptions = {},
): Promise<Attachment> {
  const response = await send(live, person, data, options);
  const text = await response.text();
  assert.equal(response.status, 201, text);
  return JSON.parse(text) as Attachment;
}

/** Every file below the data folder's `files/`. */
export async function filesOnDisk(live: Pick<Live, 'config'>): Promise<string[]> {
  const folder = path.join(live.config.data, 'files');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
