import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attachment } from '@crm-chat/sdk/protocol';
import { isProblem } from '../http/problem.js';
import { GENEROUS, startLive } from '../live.js';
import { docx, form, gif, jpeg, mp3, mp4, pdf, png, pptx, webp, xlsx, zip } from './making.js';
import { filesOnDisk, post, send, upload } from './uploader.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';

test('a file comes back as it went, with what the relay found about it', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const tomas = await live.person('tomas');
  const bytes = png(3, 2);
  const attachment = await upload(live, tomas, bytes, { name: 'Größe 😀.PNG' });
  assert.deepEqual(attachment, {
    id: attachment.id,
    name: 'Größe 😀.PNG',
    type: 'image/png',
    size: bytes.length,
    url: `/api/attachments/${attachment.id}/`,
    width: 3,
    height: 2,
  });
  const response = await tomas.call('GET', attachment.url);
  assert.equal(response.status, 200);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
  // On the disk it has the relay's name, and nothing of the person's.
  assert.deepEqual(await filesOnDisk(live), [`${attachment.id.slice(0, 2)}/${attachment.id}`]);
});

const GOOD: readonly [string, string, Buffer | string, string, [number, number]?][] = [
  ['a.png', 'image/png', png(3, 2), 'image/png', [3, 2]],
  ['a.jpg', 'image/jpeg', jpeg(4, 5), 'image/jpeg', [4, 5]],
  ['turned.jpeg', 'image/jpg', jpeg(4, 5, 6), 'image/jpeg', [5, 4]],
  ['a.gif', 'image/gif', gif(6, 7), 'image/gif', [6, 7]],
  ['a.webp', 'image/webp', webp(8, 9), 'image/webp', [8, 9]],
  ['a.pdf', 'application/pdf', pdf(), 'application/pdf'],
  ['a.zip', 'application/x-zip-compressed', zip([{ name: 'a', data: Buffer.from('a') }]), 'application/zip'],
  ['a.docx', `${OOXML}.wordprocessingml.document`, docx(), `${OOXML}.wordprocessingml.document`],
  ['libre.docx', 'application/octet-stream', docx({ last: true }), `${OOXML}.wordprocessingml.document`],
  ['a.xlsx', `${OOXML}.spreadsheetml.sheet`, xlsx(), `${OOXML}.spreadsheetml.sheet`],
  ['a.pptx', `${OOXML}.presentationml.presentation`, pptx(), `${OOXML}.presentationml.presentation`],
  ['a.mp3', 'audio/mpeg', mp3(), 'audio/mpeg'],
  ['a.mp4', 'video/mp4', mp4(), 'video/mp4'],
  ['a.txt', 'text/plain', 'Grüße\n', 'text/plain'],
  ['colours.log', 'application/octet-stream', '\u001B[31mred\u001B[0m\n', 'text/plain'],
  ['bom.txt', 'text/plain', '\uFEFFBMW: prices', 'text/plain'],
  ['bmw.txt', 'text/plain', 'BMW prices', 'text/plain'],
  ['a.csv', 'text/csv', 'a,b\n1,"<b>2</b>"\n', 'text/csv'],
  ['excel.csv', 'application/vnd.ms-excel', 'a;b\n1;2\n', 'text/csv'],
];

test('what is taken: each kind, under the names and types that browsers give it', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const tomas = await live.person('tomas');
  for (const [name, type, data, found, size] of GOOD) {
    const attachment = await upload(live, tomas, data, { name, type });
    assert.equal(attachment.type, found, name);
    assert.equal(attachment.size, Buffer.byteLength(data), name);
    assert.deepEqual([attachment.width, attachment.height], size ?? [undefined, undefined], name);
  }
});

test('an operator says which types are taken, groups of them too, and never a page', async (t) => {
  const live = await startLive(t, { limits: { ...GENEROUS, upload_types: ['image/*', 'application/gzip'] } });
  const tomas = await live.person('tomas');
  const bmp = Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]);
  assert.equal((await upload(live, tomas, bmp, { name: 'a.bmp', type: 'image/bmp' })).type, 'image/bmp');
  const gz = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal((await upload(live, tomas, gz, { name: 'a.gz', type: 'application/gzip' })).type, 'application/gzip');
  await isProblem(await send(live, tomas, pdf(), { name: 'a.pdf', type: 'application/pdf' }), 'file_type_refused');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>';
  await isProblem(await send(live, tomas, svg, { name: 'a.svg', type: 'image/svg+xml' }), 'file_type_refused');
});

test('the same client_id gives the same file: as a field before or behind it, or as a header', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const tomas = await live.person('tomas');
  const first = await upload(live, tomas, png(), { client_id: 'k1' });
  const behind = form([
    { name: 'file', filename: 'x.png', type: 'image/png', data: png() },
    { name: 'client_id', data: 'k1' },
  ]);
  const again = (await (await post(live, tomas, behind)).json()) as Attachment;
  const header = await upload(live, tomas, png(), { headers: { 'idempotency-key': '"k1"' } });
  assert.deepEqual([again, header], [first, first]);
  assert.equal((await filesOnDisk(live)).length, 1);
  await isProblem(await send(live, tomas, png(9, 9), { client_id: 'k1' }), 'idempotency_mismatch');
  await isProblem(await send(live, tomas, png(), { client_id: 'k1', name: 'y.png' }), 'idempotency_mismatch');
  assert.equal((await filesOnDisk(live)).length, 1);
  // Somebody else's, and another tenant's, are others.
  const lena = await live.person('lena');
  const stranger = await live.person('tomas', { tenant: 'other' });
  const ids = [
    await upload(live, lena, png(), { client_id: 'k1' }),
    await upload(live, stranger, png(), { client_id: 'k1' }),
  ];
  assert.equal(new Set([first.id, ...ids.map(({ id }) => id)]).size, 3);
});

test('the same upload many times at once is one file', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const tomas = await live.person('tomas');
  for (let round = 0; round < 5; round += 1) {
    const all = await Promise.all(
      Array.from({ length: 4 }, () => upload(live, tomas, png(), { client_id: `k${round}` })),
    );
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
  }
  assert.equal((await filesOnDisk(live)).length, 5);
});

test('without a token nothing is read, and with uploads off nothing is taken', async (t) => {
  const live = await startLive(t, { limits: { ...GENEROUS, upload_bytes: 0 } });
  const response = await live.request('/api/uploads/', { method: 'POST', body: new Uint8Array(1_000_000) });
  await isProblem(response, 'token_missing');
  await isProblem(await send(live, await live.person('tomas'), png()), 'too_large');
});

test('a person’s uploads are limited like their sends', async (t) => {
  const live = await startLive(t, { limits: { sends_per_second: 1, send_burst: 2 } });
  const tomas = await live.person('tomas');
  await upload(live, tomas);
  await upload(live, tomas);
  const refused = await send(live, tomas, png());
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  await isProblem(refused, 'rate_limited');
  await upload(live, await live.person('lena'));
});
