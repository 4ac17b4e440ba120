import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CLOSE } from '@crm-chat/sdk/protocol';
import { startLive, type Live } from '../live.js';
import { Bystander } from './bystander.js';
import { closeFrame, frame, handshake, OPCODE, RawSocket, type FrameOptions } from './raw-socket.js';

interface Target {
  readonly live: Live;
  readonly id: string;
  readonly token: string;
}

const path = ({ id }: Target) => `/ws/chat/${id}/`;
const hello = ({ token }: Target, more: object = {}) => JSON.stringify({ type: 'hello', v: 1, token, ...more });
const said = (value: unknown) => frame(typeof value === 'string' ? value : JSON.stringify(value));

/** A connection that has been upgraded and has said nothing. */
async function upgraded(target: Target): Promise<RawSocket> {
  const raw = await RawSocket.open(target.live.port);
  raw.send(handshake(path(target)));
  assert.equal(await raw.status(), 101);
  return raw;
}

/** One that is in. */
async function joined(target: Target): Promise<RawSocket> {
  const raw = await upgraded(target);
  raw.send(frame(hello(target)));
  await raw.hears('sync');
  return raw;
}

type Attack = readonly [name: string, run: (target: Target) => Promise<void>];

/** An upgrade that is refused, with this status and a problem with this code. */
const refused = (name: string, status: number, code: string, request: (target: Target) => string): Attack => [
  `upgrade: ${name}`,
  async (target) => {
    const raw = await RawSocket.open(target.live.port);
    raw.send(request(target));
    assert.equal(await raw.status(), status);
    await raw.until(() => raw.isClosed || raw.body.endsWith('}'));
    assert.equal((JSON.parse(raw.body) as { code: string }).code, code);
    raw.socket.destroy();
  },
];

/** What a socket that is in may not send: it is closed with this code. */
const closes = (name: string, code: number, ...pieces: readonly Buffer[]): Attack => [
  name,
  async (target) => {
    const raw = await joined(target);
    raw.send(...pieces);
    assert.equal(await raw.closeCode(), code);
    raw.socket.destroy();
  },
];

/** The same of one that has not said who it is. */
const first = (name: string, code: number, piece: (target: Target) => Buffer, at = path): Attack => [
  `first: ${name}`,
  async (target) => {
    const raw = await RawSocket.open(target.live.port);
    raw.send(handshake(at(target)), piece(target));
    assert.equal(await raw.closeCode(), code);
    raw.socket.destroy();
  },
];

/** What is answered, or not, and leaves the socket open. */
const survives = (name: string, act: (raw: RawSocket, target: Target) => Promise<void>): Attack => [
  name,
  async (target) => {
    const raw = await joined(target);
    await act(raw, target);
    raw.send(said({ type: 'ping' }));
    await raw.hears('pong');
    assert.ok(!raw.frames.some(({ opcode }) => opcode === OPCODE.close));
    raw.socket.destroy();
  },
];

const nacked = (name: string, value: object, code: string): Attack =>
  survives(name, async (raw) => {
    raw.send(said(value));
    assert.equal((await raw.hears('nack'))['code'], code);
  });

const bad = (options: FrameOptions, payload: string | Buffer = '{"type":"ping"}') => frame(payload, options);
const key = (value: string | undefined) => (target: Target) => handshake(path(target), { 'Sec-WebSocket-Key': value });
const origin = (value: string) => (target: Target) => handshake(path(target), { Origin: value });
const at = (url: string) => () => handshake(url);

const HANDSHAKES: readonly Attack[] = [
  refused('no key', 400, 'malformed', key(undefined)),
  refused('a key that is none', 400, 'malformed', key('short')),
  refused('a version from the drafts', 400, 'malformed', (t) => handshake(path(t), { 'Sec-WebSocket-Version': '7' })),
  refused('to HTTP/2', 400, 'malformed', (t) => handshake(path(t), { Upgrade: 'h2c' })),
  refused('by POST', 400, 'malformed', (t) => handshake(path(t), {}, 'POST')),
  refused('a protocol twice', 400, 'malformed', (t) => handshake(path(t), { 'Sec-WebSocket-Protocol': 'a, a' })),
  refused('from a page elsewhere', 403, 'origin_not_allowed', origin('https://evil.test')),
  refused('from a page that only begins like ours', 403, 'origin_not_allowed', origin('https://crm.test.evil.test')),
  refused('from a sandbox', 403, 'origin_not_allowed', origin('null')),
  refused('to nowhere', 404, 'not_found', at('/ws/other/')),
  refused('to no conversation', 404, 'not_found', at('/ws/chat//')),
  refused('to a path that climbs', 404, 'not_found', at('/ws/chat/../../etc/passwd')),
  refused('to the API', 404, 'not_found', at('/api/conversations/')),
  refused('with 20 KB of headers', 431, 'headers_too_large', (t) =>
    handshake(path(t), { 'X-Pad': 'x'.repeat(20_000) }),
  ),
  refused('without the word', 404, 'not_found', (t) => handshake(path(t), { Connection: 'close' })),
  [
    'upgrade: compression is offered and not taken',
    async (target) => {
      const raw = await RawSocket.open(target.live.port);
      raw.send(handshake(path(target), { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }));
      assert.equal(await raw.status(), 101);
      assert.doesNotMatch(raw.head ?? '', /extensions/i);
      raw.socket.destroy();
    },
  ],
];

const LONE = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]);

const FRAMES: readonly Attack[] = [
  closes('an unmasked frame', 1002, bad({ masked: false })),
  closes('the compressed bit, where nothing was agreed', 1002, bad({ rsv: 4 })),
  closes('the second reserved bit', 1002, bad({ rsv: 2 })),
  closes('the third reserved bit', 1002, bad({ rsv: 1 })),
  closes('a reserved opcode', 1002, bad({ opcode: 3 })),
  closes('a reserved control opcode', 1002, bad({ opcode: 0xb })),
  closes('a continuation of nothing', 1002, bad({ opcode: OPCODE.continuation })),
  closes('a message within a message', 1002, bad({ fin: false }, '{"ty'), bad({}, 'pe"')),
  closes('a ping of 126 bytes', 1002, frame('x'.repeat(126), { opcode: OPCODE.ping })),
  closes('a ping in pieces', 1002, frame('x', { opcode: OPCODE.ping, fin: false })),
  closes('a close in pieces', 1002, frame('', { opcode: OPCODE.close, fin: false })),
  closes('a close of one byte', 1002, frame('x', { opcode: OPCODE.close })),
  closes('a close with 1005, which is never sent', 1002, closeFrame(1005)),
  closes('a close with 999', 1002, closeFrame(999)),
  closes('a close with 5000', 1002, closeFrame(5000)),
  closes('a close whose reason is not UTF-8', 1007, closeFrame(1000, Buffer.from([0xc3, 0x28]))),
  closes('an HTTP request in the place of a frame', 1002, Buffer.from('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')),
  closes('text that is not UTF-8', 1007, frame(Buffer.from([0x22, 0xff, 0xfe, 0x22]))),
  closes('half a surrogate pair as UTF-8', 1007, frame(LONE)),
  closes('a letter longer than it may be', 1007, frame(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))),
  closes(
    'bad UTF-8 over the seam of two pieces',
    1007,
    frame(Buffer.from([0x22, 0xf0, 0x9f]), { fin: false }),
    frame(Buffer.from([0x22, 0x22]), { opcode: OPCODE.continuation }),
  ),
  closes('a length with its highest bit set', 1009, bad({ length: 1n << 63n })),
  closes('a length of 2^53', 1009, bad({ length: 1n << 53n })),
  closes('a frame that announces 4 GiB', 1009, bad({ length: 1n << 32n })),
  closes('one byte more than a frame may have', 1009, bad({ length: 65_537 })),
  closes(
    'pieces that are together too much',
    1009,
    frame('x'.repeat(40_000), { fin: false }),
    frame('x'.repeat(40_000), { opcode: OPCODE.continuation }),
  ),
  closes(
    'two thousand pieces of one byte',
    1008,
    frame('"', { fin: false }),
    Buffer.concat(Array.from({ length: 2000 }, () => frame('x', { fin: false, opcode: OPCODE.continuation }))),
  ),
  closes(
    'two thousand pieces of no byte',
    1008,
    frame('', { fin: false }),
    Buffer.concat(Array.from({ length: 2000 }, () => frame('', { fin: false, opcode: OPCODE.continuation }))),
  ),
];

const WORDS: readonly Attack[] = [
  closes('a binary frame', CLOSE.bad_frame, frame('{"type":"ping"}', { opcode: OPCODE.binary })),
  closes('an empty frame', CLOSE.bad_frame, frame('')),
  closes('words', CLOSE.bad_frame, said('hello')),
  closes('a list', CLOSE.bad_frame, said('[]')),
  closes('no type', CLOSE.bad_frame, said({ text: 'x' })),
  closes('a type that is a number', CLOSE.bad_frame, said({ type: 5 })),
  closes('nesting of 1,000', CLOSE.bad_frame, said(`{"type":"x","a":${'['.repeat(1000)}${']'.repeat(1000)}}`)),
  closes('__proto__', CLOSE.bad_frame, said('{"type":"ping","__proto__":{"role":"admin"}}')),
  closes('constructor', CLOSE.bad_frame, said('{"type":"typing","is_typing":true,"constructor":{}}')),
  closes('a known type in another form', CLOSE.bad_frame, said({ type: 'typing', is_typing: 'yes' })),
  closes('a mark beyond numbers', CLOSE.bad_frame, said('{"type":"read","seq":1e999}')),
  closes('a mark below nothing', CLOSE.bad_frame, said({ type: 'read', seq: -1 })),
  survives('a type that nobody knows', async (raw) => raw.send(said({ type: 'toString' }))),
  nacked('a request that nobody knows', { type: 'message:burn', client_id: 'x' }, 'unsupported'),
  nacked('a text that is a number', { type: 'message:new', client_id: 'x', text: 5 }, 'invalid'),
  nacked('a text that is not Unicode', { type: 'message:new', client_id: 'x', text: '\ud800' }, 'invalid'),
  nacked(
    'an event, which only the relay writes',
    { type: 'message:new', client_id: 'x', text: 'x', message_type: 'event' },
    'invalid',
  ),
  nacked('a batch of nothing', { type: 'message:batch', messages: [] }, 'invalid'),
  nacked('another token that does not hold', { type: 'auth', token: 'x.y.z' }, 'token_invalid'),
  [
    'the token of somebody else',
    async (target) => {
      const raw = await joined(target);
      raw.send(said({ type: 'auth', token: await target.live.token('somebody-else') }));
      assert.equal(await raw.closeCode(), CLOSE.bad_token);
    },
  ],
  [
    'hello twice',
    async (target) => {
      const raw = await joined(target);
      raw.send(frame(hello(target)));
      assert.equal(await raw.closeCode(), CLOSE.bad_frame);
    },
  ],
];

const elsewhere = () => `/ws/chat/${randomUUID()}/`;

const FIRST_WORDS: readonly Attack[] = [
  first('something else than hello', CLOSE.no_hello, () => said({ type: 'ping' })),
  first('hello of a version to come', CLOSE.protocol_too_old, (t) => said(hello(t, { v: 2 }))),
  first('hello without a token', CLOSE.bad_frame, () => said({ type: 'hello', v: 1 })),
  first('hello with a token that is none', CLOSE.bad_token, () => said({ type: 'hello', v: 1, token: 'x' })),
  first('hello as bytes', CLOSE.bad_frame, (t) => frame(hello(t), { opcode: OPCODE.binary })),
  first('hello for a conversation that is not there', CLOSE.not_found, (t) => frame(hello(t)), elsewhere),
  first(
    'hello for what is no id',
    CLOSE.not_found,
    (t) => frame(hello(t)),
    () => '/ws/chat/%00/',
  ),
  [
    'first: nine kilobytes, of which a stranger gets no memory',
    async (target) => {
      const raw = await upgraded(target);
      raw.send(frame(hello(target, { pad: 'x'.repeat(9000) })));
      // It is cut off at once: the close may not have got out any more.
      assert.ok([CLOSE.bad_frame, null].includes((await raw.closeCode()) as typeof CLOSE.bad_frame | null));
    },
  ],
  [
    'first: hello in pieces with a ping between them, which is as it should be',
    async (target) => {
      const raw = await upgraded(target);
      const text = hello(target);
      raw.send(frame(text.slice(0, 10), { fin: false }), frame('', { opcode: OPCODE.ping }));
      raw.send(frame(text.slice(10), { opcode: OPCODE.continuation }));
      await raw.hears('welcome');
      raw.socket.destroy();
    },
  ],
];

const CONNECTIONS: readonly Attack[] = [
  [
    'silence after the upgrade',
    async (target) => {
      const raw = await upgraded(target);
      assert.equal(await raw.closeCode(), CLOSE.no_hello);
      raw.socket.destroy();
    },
  ],
  [
    'a hello that drips, a byte at a time',
    async (target) => {
      const raw = await upgraded(target);
      const bytes = [...frame(hello(target))];
      const drip = setInterval(() => raw.send(Buffer.from([bytes.shift() ?? 0])), 200);
      assert.equal(await raw.closeCode(), CLOSE.no_hello);
      clearInterval(drip);
      raw.socket.destroy();
    },
  ],
  [
    'half a connection',
    async (target) => {
      const raw = await joined(target);
      raw.socket.end();
      await raw.until(() => raw.isClosed);
    },
  ],
  [
    'a reset amid a frame',
    async (target) => {
      const raw = await joined(target);
      raw.send(bad({ length: 5000 }));
      raw.socket.resetAndDestroy();
    },
  ],
  [
    'words after the close',
    async (target) => {
      const raw = await joined(target);
      raw.send(closeFrame(1000), said({ type: 'message:new', client_id: 'late', text: 'after the close' }));
      assert.equal(await raw.closeCode(), 1000);
      assert.ok(!raw.json.some(({ type }) => type === 'ack'));
      raw.socket.destroy();
    },
  ],
  [
    'a flood of pings, which is cut off: the answers would be the relay’s to keep',
    async (target) => {
      const raw = await joined(target);
      raw.send(Buffer.concat(Array.from({ length: 5000 }, () => frame('x', { opcode: OPCODE.ping }))));
      await raw.until(() => raw.isClosed);
      raw.socket.destroy();
    },
  ],
  survives('a flood of what nobody knows', async (raw) => {
    await raw.flood(said({ type: 'nonsense', pad: 'x'.repeat(50) }), 1500);
  }),
  survives('a flood of typing', async (raw) => {
    for (let n = 0; n < 1000; n += 1) raw.send(said({ type: 'typing', is_typing: n % 2 === 0 }));
  }),
  survives('a flood of messages', async (raw) => {
    for (let n = 0; n < 500; n += 1) raw.send(said({ type: 'message:new', client_id: `f${n}`, text: 'flood' }));
    const answers = () => raw.json.filter(({ type }) => type === 'ack' || type === 'nack');
    await raw.until(() => answers().length === 500 || raw.isClosed);
    const codes = new Set(answers().map(({ code }) => code));
    for (const code of codes)
      assert.ok([undefined, 'rate_limited', 'overloaded'].includes(code as string), String(code));
    assert.ok(codes.size > 1, 'some were taken and some were not');
  }),
];

test('each misbehaviour on a socket has its end, and two people who chat meanwhile notice nothing', async (t) => {
  const live = await startLive(t, { limits: { sends_per_second: 100, sockets_per_user: 50 } });
  const attacker = await live.person('mallory');
  const { conversation_id: id } = await attacker.say('hello');
  const target = { live, id, token: attacker.token };
  const bystander = await Bystander.start(t, live);
  const run = ([name, attack]: Attack) =>
    t.test(name, async () => {
      await attack(target);
      await bystander.goesOn();
    });
  // Those that wait for a limit of seconds run beside the others.
  const slow = CONNECTIONS.slice(0, 2).map(run);
  for (const each of [...HANDSHAKES, ...FRAMES, ...WORDS, ...FIRST_WORDS, ...CONNECTIONS.slice(2)]) await run(each);
  await Promise.all(slow);
  const count = await bystander.end();
  assert.ok(count > 80, `the bystander sent ${count}`);
});
