import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { createRig, eventually, say, testOnStores, type Rig } from './rig.js';

/** A stranger without a WebSocket library. */
async function upgradeByHand(rig: Rig, id: string): Promise<Socket> {
  const socket = connect(rig.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `GET /ws/chat/${id}/ HTTP/1.1\r\nHost: relay\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

testOnStores('a socket that says no hello within five seconds is closed with 4408', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = rig.connect(`/ws/chat/${await rig.open(ann.principal)}/`);
  await client.opened();
  await rig.clock.advance(4999);
  assert.equal(client.closeCode, null);
  await rig.clock.advance(1);
  assert.equal(await client.closed(), 4408);
});

testOnStores('a first frame that is no hello is closed with 4408, and what it asks is not done', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const client = rig.connect(`/ws/chat/${id}/`);
  await client.opened();
  client.say(say('before hello'));
  assert.equal(await client.closed(), 4408);
  assert.equal((await rig.service.messages(ann.principal, id, {})).results.length, 0);
});

testOnStores('a hello of more than 8 KiB is closed with 4400', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = rig.connect(`/ws/chat/${await rig.open(ann.principal)}/`);
  await client.opened();
  client.say({ type: 'hello', v: 1, token: ann.token, padding: 'x'.repeat(8192) });
  assert.equal(await client.closed(), 4400);
});

testOnStores('a hello that never ends is cut off after 8 KiB: nothing of it is kept', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const socket = await upgradeByHand(rig, await rig.open(ann.principal));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // A masked text frame of 60,000 bytes of which 9,000 come, then silence.
  socket.write(Buffer.concat([Buffer.from([0x81, 0xfe, 0xea, 0x60, 0, 0, 0, 0]), Buffer.alloc(9000, 0x20)]));
  await closed;
  assert.equal(rig.door.stats().sockets, 0);
});

testOnStores('a bad token is accepted and then closed with 4401, by hello and by query', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const byHello = rig.connect(`/ws/chat/${id}/`);
  await byHello.opened();
  byHello.say({ type: 'hello', v: 1, token: 'forged' });
  assert.equal(await byHello.closed(), 4401);
  const byQuery = rig.connect(`/ws/chat/${id}/?token=forged`);
  assert.equal(await byQuery.closed(), 4401);
});

testOnStores('another version of the protocol is closed with 4426', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = rig.connect(`/ws/chat/${await rig.open(ann.principal)}/`);
  await client.opened();
  client.say({ type: 'hello', v: 0, token: ann.token });
  assert.equal(await client.closed(), 4426);
});

testOnStores(
  'a conversation that is missing, malformed, another tenant’s or not yours looks the same: 4404',
  async (t) => {
    const rig = await createRig(t);
    const ann = rig.person('ann');
    const mallory = rig.person('mallory');
    const twin = rig.person('ann', { tenant: 'other' });
    const id = await rig.open(ann.principal);
    const tries = [
      [mallory.token, id],
      [mallory.token, '00000000-0000-4000-8000-000000000000'],
      [mallory.token, 'no-uuid'],
      [twin.token, id],
    ] as const;
    for (const [token, conversation] of tries) {
      const client = rig.connect(`/ws/chat/${conversation}/`);
      await client.opened();
      client.say({ type: 'hello', v: 1, token });
      assert.equal(await client.closed(), 4404);
      assert.deepEqual(client.raw, []);
    }
  },
);

testOnStores('an upgrade from a foreign origin is refused, one without an origin stands on its token', async (t) => {
  const rig = await createRig(t, { isOriginAllowed: (origin) => origin === 'https://crm.example' });
  const ann = rig.person('ann');
  const path = `/ws/chat/${await rig.open(ann.principal)}`;
  for (const origin of ['https://evil.example', 'null', 'https://crm.example.evil.example']) {
    assert.equal(await rig.connect(path, { headers: { origin } }).refused(), 403);
  }
  await rig.connect(path, { headers: { origin: 'https://crm.example' } }).opened();
  await rig.connect(path).opened();
});

testOnStores('other paths are not there', async (t) => {
  const rig = await createRig(t);
  for (const path of ['/', '/ws/chat/', '/ws/chat/a/b', '/ws/other/a']) {
    assert.equal(await rig.connect(path).refused(), 404);
  }
});

testOnStores(
  'a person’s eleventh socket is closed with 4429 and the others stay; a closed one makes room',
  async (t) => {
    const rig = await createRig(t, { limits: { sockets_per_user: 3 } });
    const ann = rig.person('ann');
    const id = await rig.open(ann.principal);
    const clients = [await rig.join(ann.token, id), await rig.join(ann.token, id), await rig.join(ann.token, id)];
    const late = rig.connect(`/ws/chat/${id}/`);
    await late.opened();
    late.say({ type: 'hello', v: 1, token: ann.token });
    assert.equal(await late.closed(), 4429);
    for (const client of clients) await client.settled();
    clients[0]!.socket.close();
    await clients[0]!.closed();
    await eventually(() => rig.door.stats().sockets === 2);
    await rig.join(ann.token, id);
  },
);

testOnStores('an address may have only so many sockets that have not said who they are', async (t) => {
  const rig = await createRig(t, { limits: { unauthenticated_per_address: 3 } });
  const ann = rig.person('ann');
  const path = `/ws/chat/${await rig.open(ann.principal)}/`;
  const silent = [rig.connect(path), rig.connect(path), rig.connect(path)];
  for (const client of silent) await client.opened();
  assert.equal(await rig.connect(path).refused(), 429);
  // One that says who it is does not count any more.
  silent[0]!.say({ type: 'hello', v: 1, token: ann.token });
  await silent[0]!.next('welcome');
  await rig.connect(path).opened();
  // And one that leaves without a word neither.
  silent[1]!.socket.terminate();
  await eventually(() => rig.door.stats().sockets === 3);
  await rig.connect(path).opened();
});

testOnStores('welcome says where the socket stands, and the newest page follows', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann', { livesFor: 90_000 });
  const id = await rig.open(ann.principal);
  await rig.service.send(ann.principal, { conversation_id: id, items: [{ text: 'one' }] });
  const client = rig.connect(`/ws/chat/${id}/`);
  await client.opened();
  client.say({ type: 'hello', v: 1, token: ann.token });
  const welcome = await client.next('welcome');
  const sync = await client.next('sync');
  assert.equal(client.frames[0], welcome);
  assert.equal(welcome.conversation?.id, id);
  assert.deepEqual(welcome.you, { user: ann.principal.user, tenant: 'default' });
  assert.equal(welcome.head, 2);
  assert.equal(welcome.token_expires_in, 90);
  assert.equal(welcome.limits.text_chars, 16_384);
  assert.deepEqual(
    welcome.presence.map((user) => user.id),
    ['ann'],
  );
  assert.deepEqual(
    sync.messages.map(({ text }) => text),
    ['one'],
  );
  assert.equal(sync.since, null);
  assert.equal(sync.older, false);
  assert.equal(sync.upto, 2);
  assert.equal(sync.epoch, welcome.epoch);
});

testOnStores('frames sent in one packet with the hello are answered after welcome, in order', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = rig.connect(`/ws/chat/${await rig.open(ann.principal)}/`);
  await client.opened();
  const first = say('first');
  const second = say('second');
  client.say({ type: 'hello', v: 1, token: ann.token });
  client.say(first);
  client.say(second);
  await client.next('ack', (ack) => ack.client_id === second.client_id);
  assert.deepEqual(
    client.of('ack').map(({ client_id }) => client_id),
    [first.client_id, second.client_id],
  );
  assert.equal(client.frames[0]?.type, 'welcome');
});

testOnStores('no token, text or title is ever logged', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const store = rig.store as { write: unknown };
  const client = await rig.join(ann.token, id);
  store.write = () => Promise.reject(new Error('broken'));
  client.say(say('a secret text'));
  assert.equal((await client.next('nack')).code, 'internal');
  assert.ok(rig.logged.length > 0);
  for (const line of rig.logged) assert.doesNotMatch(line, /secret|token-of/);
});
