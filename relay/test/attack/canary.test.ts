import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { signToken } from '../../src/auth/sign-token.js';
import { systemClock } from '../../src/clock.js';
import { createLog } from '../../src/log.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { LISTENS, start, temporaryFolder } from '../cli/process.js';
import { startLive } from '../live.js';
import { frame, handshake, RawSocket } from './raw-socket.js';

/** What must never stand in what the relay prints: nothing of it in any spelling. */
const CANARY = `canary${randomUUID().replaceAll('-', '')}`;
const SECRET = `${CANARY}-secret-of-at-least-32-bytes`;
const PROVIDER_KEY = `sk-${CANARY}-provider`;

const spellings = (word: string): string[] => [
  word,
  Buffer.from(word).toString('base64').slice(0, 20),
  Buffer.from(word).toString('base64url').slice(1, 20),
  Buffer.from(word).toString('hex'),
  encodeURIComponent(word),
];

interface People {
  readonly url: string;
  readonly user: string;
  readonly admin: string;
}

const call = async (
  { url }: People,
  token: string,
  method: string,
  path: string,
  body?: BodyInit,
  type = 'application/json',
) => {
  const headers = { authorization: `Bearer ${token}`, ...(typeof body === 'string' && { 'content-type': type }) };
  const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text() };
};

/** Everything over HTTP, right and wrong. @returns the conversation. */
async function throughHttp(people: People): Promise<string> {
  const { user, admin } = people;
  const say = { text: CANARY, title: CANARY, subject: `deal:${CANARY}`, metadata: { [CANARY]: CANARY } };
  const sent = await call(people, user, 'POST', '/api/user-response/', JSON.stringify(say));
  assert.equal(sent.status, 201, sent.text);
  const { conversation_id: id, message_id: message } = JSON.parse(sent.text) as Record<string, string>;
  const at = `/api/conversations/${id ?? ''}`;
  const q = encodeURIComponent(CANARY);
  const asks: [token: string, method: string, path: string, body?: BodyInit, type?: string][] = [
    [user, 'PATCH', `/api/messages/${message ?? ''}/`, JSON.stringify({ text: `${CANARY} again` })],
    [user, 'PUT', `/api/messages/${message ?? ''}/reactions/${q}/`, '{}'],
    [admin, 'PATCH', `${at}/`, JSON.stringify({ title: `${CANARY} 2`, assignee: CANARY })],
    [admin, 'POST', `${at}/participants/`, JSON.stringify({ user: { id: CANARY, name: CANARY } })],
    [admin, 'DELETE', `${at}/participants/${q}/`],
    [admin, 'POST', '/api/user-response/', JSON.stringify({ conversation_id: id, type: 'note', text: CANARY })],
    [user, 'POST', `${at}/events/`, JSON.stringify({ since: 0, epoch: CANARY, tick: CANARY })],
    [user, 'GET', `${at}/messages/?${q}=${q}`],
    [user, 'GET', `/api/conversations/?q=${q}&cursor=${q}&subject=${q}`],
    [user, 'GET', `/api/${q}/?token=${user}`],
    [user, 'POST', '/api/user-response/', JSON.stringify({ [CANARY]: CANARY })],
    [user, 'POST', '/api/user-response/', `{"text": ${CANARY}`],
    [user, 'POST', '/api/user-response/', CANARY, 'text/plain'],
    [user, 'POST', '/api/user-response/', JSON.stringify({ text: CANARY.repeat(3000) })],
    [user, 'POST', '/api/bot-response/', JSON.stringify({ conversation_id: id })],
    [`${user}x`, 'GET', '/api/conversations/'],
    [CANARY, 'GET', '/api/conversations/'],
    [`${CANARY}.${CANARY}.${CANARY}`, 'POST', `/api/attachments/${q}/link/`, '{}'],
  ];
  for (const ask of asks) await call(people, ...ask);
  const form = new FormData();
  form.append('file', new Blob([CANARY], { type: 'text/plain' }), `${CANARY}.txt`);
  form.append('client_id', CANARY);
  await call(people, user, 'POST', '/api/uploads/', form);
  return id ?? '';
}

async function throughSockets({ url, user, admin }: People, id: string): Promise<void> {
  const at = `${url.replace('http', 'ws')}/ws/chat/${id}/`;
  for (const token of [user, `${user}x`, CANARY]) {
    const socket = new WebSocket(`${at}?token=${token}`);
    socket.on('error', () => undefined);
    socket.on('open', () => socket.close(4999, CANARY));
    await once(socket, 'close');
  }
  const socket = new WebSocket(at);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', v: 1, token: user, epoch: CANARY }));
  await once(socket, 'message');
  for (const said of [
    { type: 'message:new', client_id: CANARY, text: CANARY },
    { type: 'message:edit', client_id: CANARY, id: CANARY, text: CANARY },
    { type: 'message:react', client_id: 'r', id: CANARY, emoji: CANARY, on: true },
    { type: CANARY, client_id: CANARY },
    { type: 'auth', token: `${admin}x` },
    { type: 'auth', token: CANARY },
    { type: 'typing', is_typing: CANARY },
  ]) {
    socket.send(JSON.stringify(said));
  }
  await once(socket, 'close');
}

/** What never becomes a request. */
async function throughTheWall({ url, user }: People, id: string): Promise<void> {
  const port = Number(new URL(url).port);
  for (const bytes of [
    `${CANARY}\r\n\r\n`,
    `GET /${CANARY} HTTP/9.9\r\n${CANARY}: ${CANARY}\r\n\r\n`,
    `GET /api/?token=${CANARY} HTTP/1.1\r\nHost: a ${CANARY}\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${CANARY.repeat(1000)}\r\n\r\n`,
    handshake(`/ws/chat/${id}/?token=${user}`, { Origin: `https://${CANARY}.test` }),
    handshake(`/ws/${CANARY}/?token=${user}`),
    handshake(`/ws/chat/${CANARY}/?token=${user}`, { 'Sec-WebSocket-Key': CANARY }),
  ]) {
    const raw = await RawSocket.open(port);
    raw.send(bytes);
    await raw.until(() => raw.isClosed);
    raw.socket.destroy();
  }
  const raw = await RawSocket.open(port);
  raw.send(handshake(`/ws/chat/${id}/`), frame(CANARY, { masked: false }));
  await raw.closeCode();
  raw.socket.destroy();
}

/** A provider that refuses, and says back what it was told: as many do. */
async function refusingProvider(t: TestContext): Promise<string> {
  const server = createHttpServer((request: IncomingMessage, response) => {
    let told = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    request.on('end', () => {
      response.writeHead(400, { 'content-type': 'application/json', [CANARY]: CANARY });
      response.end(JSON.stringify({ error: { message: `bad request: ${told}`, key: request.headers.authorization } }));
    });
  });
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

function isClean(output: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    for (const spelling of spellings(secret)) {
      const at = output.indexOf(spelling);
      assert.equal(at, -1, `the output has a secret:\n${output.slice(Math.max(0, at - 300), at + 100)}`);
    }
  }
}

test('no secret, token, text, title, name or file name is in anything that a relay prints, through all its doors', async (t) => {
  const data = await temporaryFolder(t);
  const running = start(t, ['--port', '0', '--data', data], {
    LOG_LEVEL: 'trace',
    JWT_SECRET: SECRET,
    ALLOWED_ORIGINS: 'https://crm.test',
    BOT_PROVIDER: 'openai',
    OPENAI_BASE_URL: await refusingProvider(t),
    OPENAI_API_KEY: PROVIDER_KEY,
    OPENAI_MODEL: 'any',
  });
  const [, url = ''] = await running.says(LISTENS);
  const auth = { key: { kind: 'secret', secret: SECRET }, issuer: null, audience: null, userClaim: 'sub' } as const;
  const token = (more: object) =>
    signToken(auth, { sub: 'tomas', name: CANARY, subjects: ['deal:*'], expiresIn: 600, ...more }, systemClock);
  const people = { url, user: await token({}), admin: await token({ sub: 'root', role: 'admin' }) };
  const id = await throughHttp(people);
  await throughSockets(people, id);
  await throughTheWall(people, id);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);

  const output = running.out() + running.err();
  assert.ok(output.split('\n').length > 20, 'the log was talkative');
  assert.match(output, /"level":"debug"/);
  assert.match(output, /"level":"warn"/);
  const parts = [people.user, people.admin].flatMap((each) => each.split('.').slice(1));
  isClean(output + metrics, [CANARY, SECRET, PROVIDER_KEY, ...parts]);
});

/** What the platform itself says of bad input; some of it quotes. */
const CRASHES: Readonly<Record<string, () => unknown>> = {
  'a row that is no JSON': () => JSON.parse(`{"text": "${CANARY}`) as unknown,
  'a row that is only words': () => JSON.parse(CANARY) as unknown,
  'a URL that is none': () => new URL(CANARY),
  'a number that is none': () => BigInt(CANARY),
  'a percent sign': () => decodeURIComponent(`${CANARY}%zz`),
  'an error with everything on it': () => {
    throw Object.assign(new Error('a mistake', { cause: new Error(`token=${CANARY}`.replace('token', '/?token')) }), {
      body: CANARY,
      request: { headers: { authorization: CANARY } },
      input: CANARY,
    });
  },
};

for (const [name, crash] of Object.entries(CRASHES)) {
  test(`a handler that crashes on what was sent does not print it: ${name}`, async (t) => {
    const lines: string[] = [];
    const real = createMemoryStore({ epoch: 'e1' });
    const store = Object.create(real) as Store;
    const broken = async (): Promise<never> => crash() as never;
    Object.assign(store, { history: broken, changes: broken, list: broken });
    const live = await startLive(t, { store, log: createLog('trace', { write: (line) => void lines.push(line) }) });
    const person = await live.person('tomas', { name: CANARY });
    const { conversation_id: id } = await person.say(CANARY);
    assert.equal((await person.call('GET', `/api/conversations/${id}/messages/`)).status, 500);
    assert.equal((await person.call('GET', `/api/conversations/?q=${CANARY}`)).status, 500);
    const socket = new WebSocket(`${live.socketUrl}/ws/chat/${id}/`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', v: 1, token: person.token }));
    await once(socket, 'close');
    const output = lines.join('');
    assert.match(output, /"level":"error"/);
    assert.match(output, /canary\.test\.ts/, 'the stack finds the mistake');
    // V8 quotes the first few letters.
    isClean(output, [CANARY, CANARY.slice(0, 10)]);
  });
}
