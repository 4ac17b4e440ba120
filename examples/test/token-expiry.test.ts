import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { UserResponseAnswer } from '@crm-chat/sdk/protocol';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages, type Pages } from './support/pages.js';
import { startProxy, type Proxy } from './support/proxy.js';
import { startRelay, type Relay } from './support/relay.js';
import { SECRET, tokenFor } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const AUDIENCE = 'crm-chat';
const TOMAS = { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'], aud: AUDIENCE };
const DANA = { sub: 'dana', name: 'Dana Okafor', role: 'agent', aud: AUDIENCE } as const;
/** Seconds: the relay counts them to the second, and the element comes for the next one at half of them, though its machine is busy. */
const LIFE_S = 8;

const closing = new Closing();
/** What the CRM has handed out, in that order. */
const given: string[] = [];
let relay: Relay;
let pages: Pages;
let proxy: Proxy;

before(async () => {
  pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: async () => {
        const token = await tokenFor(TOMAS, { livesFor: LIFE_S });
        given.push(token);
        return token;
      },
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="/element/crm-chat.js" data-endpoint="${proxy.url}" data-token-url="/token"
              data-subject="deal:42"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  const env = { BOT_PROVIDER: 'none', JWT_AUDIENCE: AUDIENCE };
  relay = closing.add(await startRelay({ origins: [pages.url], env }), (one) => one.close());
  proxy = closing.add(await startProxy(relay.url), (one) => one.close());
});

after(() => closing.all());

/** Says hello and nothing else. Resolves with whether it was welcome, and with the code that it was closed with. */
function greet(conversationId: string, token: string): Promise<{ opened: boolean; welcome: boolean; code: number }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/ws/chat/${conversationId}/`);
    let [opened, welcome] = [false, false];
    socket.on('open', () => {
      opened = true;
      socket.send(JSON.stringify({ type: 'hello', v: 1, token }));
    });
    socket.on('message', (data: Buffer) => (welcome ||= data.toString().startsWith('{"type":"welcome"')));
    socket.on('error', reject);
    socket.on('close', (code) => resolve({ opened, welcome, code }));
  });
}

test('a token that ends in mid-conversation is renewed in the same socket, and nothing is lost', async (t) => {
  const browser = closing.add(await launchBrowser(), (one) => one.close());
  const person = await newPerson(browser, t);
  const chat = await new ChatPage(await person.newPage()).open(`${pages.url}/`);
  await chat.say('Before.');
  await chat.isLive();
  const id = await until('a conversation', () => chat.conversationId());
  await untilEqual('one socket', () => proxy.openSockets, 1);
  const sockets = proxy.upgrades.length;
  const statuses = await chat.page.evaluate(() => {
    const seen: string[] = [];
    document.querySelector('crm-chat')?.addEventListener('status-change', ({ detail }) => seen.push(detail.status));
    return Object.assign(window, { seenStatuses: seen }).seenStatuses;
  });
  assert.deepEqual(statuses, []);

  // The same token in a socket that does not renew it: that is how long it would have lasted.
  const control = greet(id, given.at(-1)!);
  const dana = new Api(relay.url, await tokenFor(DANA));
  const words: string[] = [];
  const lives = given.length + 2;
  for (let i = 1; given.length < lives; i += 1) {
    const mine = `Tomás, ${i}.`;
    const hers = `Dana, ${i}.`;
    await chat.say(mine);
    await chat.hasSent(mine);
    await dana.request('POST', '/api/user-response/', { conversation_id: id, text: hers });
    await chat.sees(hers);
    words.push(mine, hers);
    const already = given.length;
    await until('the next token to be fetched', () => given.length > already);
  }
  assert.deepEqual(await control, { opened: true, welcome: true, code: 4419 });
  await chat.say('After.');
  await untilEqual(
    'nothing to be lost',
    async () => (await dana.history(id)).filter(({ type }) => type === 'text').map(({ text }) => text),
    ['Before.', ...words, 'After.'],
  );
  assert.equal(proxy.upgrades.length, sockets, 'No socket was opened anew.');
  assert.equal(proxy.openSockets, 1);
  const seen = await chat.page.evaluate(() => (window as unknown as { seenStatuses: string[] }).seenStatuses);
  assert.deepEqual(seen, [], 'The reader was told of nothing.');
});

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const claims = (): object => ({ ...TOMAS, exp: Math.floor(Date.now() / 1000) + 600 });

const unsigned = (alg: string): string => `${base64url({ alg, typ: 'JWT' })}.${base64url(claims())}.`;

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const signedBy = (key: KeyObject): Promise<string> =>
  new SignJWT({ ...claims() }).setProtectedHeader({ alg: 'RS256' }).sign(key);

/** The public key, which everybody has, taken for an HMAC secret. */
function swapped(): string {
  const content = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims())}`;
  return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`;
}

/** 401 over HTTP; on the socket let in, so that a browser learns the code, and then closed with 4401. */
async function isRefused({ url }: Relay, token: string): Promise<void> {
  const { status, body } = await new Api(url, token).request('GET', '/api/conversations/');
  assert.equal(status, 401);
  assert.match((body as { code: string }).code, /^token_/);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/chat/anything/`);
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: 1, token })));
    socket.on('message', (data: Buffer) => reject(new Error(`It was answered: ${data.toString()}`)));
    socket.on('error', reject);
    socket.on('close', resolve);
  });
  assert.equal(await closed, 4401);
}

describe('a bad token gets 401 over HTTP and 4401 on the socket', () => {
  const hostile: [name: string, token: () => Promise<string> | string][] = [
    ['one of another secret', () => tokenFor(TOMAS, { secret: `${SECRET}!` })],
    ['one that ended a minute ago', () => tokenFor(TOMAS, { livesFor: -60 })],
    ['one without a signature', () => unsigned('none')],
    ['one without a signature, in other letters', () => unsigned('nOnE')],
    ['one for another audience', () => tokenFor({ ...TOMAS, aud: 'another-service' })],
    ['one for no audience', () => tokenFor({ ...TOMAS, aud: undefined })],
    ['one of an algorithm that belongs to another kind of key', () => signedBy(keys.privateKey)],
    ['no token at all', () => 'nothing'],
  ];
  for (const [name, token] of hostile) test(name, async () => isRefused(relay, await token()));

  test('one signed with the public key of a relay that checks signatures', async (t) => {
    const env = { JWT_SECRET: '', JWT_PUBLIC_KEY: pem, JWT_AUDIENCE: AUDIENCE };
    const other = await startRelay({ origins: [pages.url], env });
    t.after(() => other.close());
    const good = await signedBy(keys.privateKey);
    const { status } = await new Api(other.url, good).request('GET', '/api/conversations/');
    assert.equal(status, 200);
    await isRefused(other, swapped());
  });

  test('while a good one is welcome', async () => {
    const api = new Api(relay.url, await tokenFor(TOMAS));
    const { status, body } = await api.request('POST', '/api/user-response/', { text: 'Hello.', subject: 'deal:7' });
    assert.equal(status, 201);
    const { conversation_id } = body as UserResponseAnswer;
    assert.equal((await api.history(conversation_id)).length, 1);
  });
});
