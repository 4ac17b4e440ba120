import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { CODES, type Attachment, type Problem } from '@crm-chat/sdk/protocol';
import { GENEROUS, startLive, type Live, type Person } from '../live.js';
import { ATTACKS, type Attack } from './hostile.js';
import { FORM_TYPE, png } from './making.js';
import { filesOnDisk, upload } from './uploader.js';

const CHUNK = 64 * 1024;

/** As bytes on a socket of its own: a client that behaves would not send most of these. */
function written({ body, type = FORM_TYPE, headers = {}, sent }: Attack, token: string): Buffer {
  const length = sent?.startsWith('chunked') ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const head = [
    'POST /api/uploads/ HTTP/1.1',
    'host: relay',
    'connection: close',
    `authorization: Bearer ${token}`,
    `content-type: ${type}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    length,
  ];
  const bytes = sent?.endsWith('truncated') ? body.subarray(0, body.length / 2) : body;
  const pieces: Buffer[] = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')];
  if (!sent?.startsWith('chunked')) return Buffer.concat([...pieces, bytes]);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat(sent === 'chunked' ? [...pieces, Buffer.from('0\r\n\r\n')] : pieces);
}

/** The whole answer, or what there is of it when the relay cuts off somebody who does not stop. */
function answerTo(live: Live, attack: Attack, token: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(live.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write(written(attack, token));
    // Node takes a half-closed connection for one that has gone: nobody is there to hear an answer.
    if (attack.sent?.endsWith('truncated')) socket.end();
  });
}

/** @returns null where the answer is the documented one. */
function fault({ answer, sent }: Attack, text: string): string | null {
  const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  const json = /\{.*\}/s.exec(body)?.[0];
  if (text === '' && sent?.endsWith('truncated')) return null;
  if (json === undefined) return `no answer: ${text.slice(0, 200)}`;
  if (typeof answer === 'string') {
    const { code } = JSON.parse(json) as Problem;
    return code === answer && status === String(CODES[answer].status) ? null : `${status} ${json}`;
  }
  const { name } = JSON.parse(json) as Attachment;
  return status === '201' && name === answer.name ? null : `${status} ${json}`;
}

/** Sends, uploads and fetches all the while. @returns how often it went well. */
async function behave(tomas: Person, live: Live, signal: AbortSignal): Promise<number> {
  let rounds = 0;
  while (!signal.aborted) {
    const bytes = png(rounds + 1, 2);
    const { id, url } = await upload(live, tomas, bytes);
    const { message } = await tomas.say(`round ${rounds}`, { attachment_ids: [id] });
    assert.equal(message.attachments[0]?.id, id);
    const response = await tomas.call('GET', url);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
    rounds += 1;
  }
  return rounds;
}

test(`${ATTACKS.length} hostile uploads: each gets its documented answer, a well-behaved client notices nothing, nothing is left`, async (t) => {
  assert.ok(ATTACKS.length >= 60);
  const live = await startLive(t, { limits: GENEROUS, environment: { BOT_PROVIDER: 'none' } });
  const mallory = await live.person('mallory');
  const tomas = await live.person('tomas');
  const control = new AbortController();
  const behaving = behave(tomas, live, control.signal);
  const faults: string[] = [];
  for (const attack of ATTACKS) {
    const wrong = fault(attack, await answerTo(live, attack, mallory.token));
    if (wrong !== null) faults.push(`${attack.what}: ${wrong}`);
  }
  control.abort();
  const rounds = await behaving;
  assert.deepEqual(faults, []);
  assert.ok(rounds > 0);
  const taken = ATTACKS.filter(({ answer }) => typeof answer !== 'string').length;
  const left = await filesOnDisk(live);
  assert.equal(left.length, taken + rounds);
  assert.deepEqual(
    left.filter((name) => name.startsWith('incoming')),
    [],
  );
});
