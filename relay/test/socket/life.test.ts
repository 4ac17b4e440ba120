import assert from 'node:assert/strict';
import { createRig, eventually, say, testOnStores } from './rig.js';

testOnStores(
  'a ping every fifteen seconds says what this socket has been written and the sum of the read marks',
  async (t) => {
    const rig = await createRig(t);
    const ann = rig.person('ann');
    const bob = rig.person('bob');
    const id = await rig.open(ann.principal, bob.principal);
    const client = await rig.join(ann.token, id);
    await client.next('sync');
    client.say(say('one'));
    const { message } = await client.next('message:new');
    await rig.service.read(bob.principal, id, message.seq);
    await client.next('read');
    await rig.clock.advance(15_000);
    const ping = await client.next('ping');
    assert.deepEqual([ping.head, ping.reads, ping.floor], [message.rev, message.seq, 0]);
  },
);

testOnStores('two pings that nobody answers end a socket, an answered one does not', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const silent = await rig.join(ann.token, id);
  const lively = await rig.join(ann.token, id);
  for (let i = 0; i < 3; i += 1) {
    await rig.clock.advance(15_000);
    await lively.next('ping');
    lively.say({ type: 'pong' });
    await lively.settled();
  }
  await silent.closed();
  assert.equal(silent.of('ping').length, 2);
  assert.equal(lively.closeCode, null);
});

testOnStores('a token that expires closes with 4419, unless a new one came in time', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann', { livesFor: 20_000 });
  const id = await rig.open(ann.principal);
  const lazy = await rig.join(ann.token, id);
  const busy = await rig.join(ann.token, id);
  const renewed = rig.person('ann', { livesFor: 3_600_000 });
  busy.say({ type: 'auth', token: renewed.token });
  const welcome = await busy.next('welcome');
  assert.equal(welcome.conversation, undefined);
  assert.equal(welcome.token_expires_in, 3600);
  await rig.clock.advance(19_999);
  assert.equal(lazy.closeCode, null);
  await rig.clock.advance(1);
  assert.equal(await lazy.closed(), 4419);
  busy.say(say('still here'));
  await busy.next('ack');
});

testOnStores('a new token that is no good leaves the old one running; another person’s is 4401', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const client = await rig.join(ann.token, id);
  client.say({ type: 'auth', token: 'forged' });
  assert.equal((await client.next('nack')).code, 'token_invalid');
  client.say(say('still here'));
  await client.next('ack');
  client.say({ type: 'auth', token: rig.person('bob').token });
  assert.equal(await client.closed(), 4401);
});

testOnStores('the same person with another role is told to start again, and sees what that role sees', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann', { role: 'agent' });
  const id = await rig.open(ann.principal);
  await rig.service.send(ann.principal, { conversation_id: id, items: [{ text: 'for staff', type: 'note' }] });
  const client = await rig.join(ann.token, id);
  const before = await client.next('sync');
  assert.equal(before.messages.length, 1);
  client.say({ type: 'auth', token: rig.person('ann', { role: 'user' }).token });
  const reset = await client.next('reset');
  assert.equal(reset.reason, 'role');
  assert.notEqual(reset.epoch, before.epoch);
  client.say({ type: 'sync', epoch: reset.epoch });
  const after = await client.next('sync');
  assert.equal(after.messages.length, 0);
  assert.equal(after.epoch, reset.epoch);
  client.say(say('a note', { message_type: 'note' }));
  assert.equal((await client.next('nack')).code, 'forbidden');
  await rig.service.send(ann.principal, { conversation_id: id, items: [{ text: 'more for staff', type: 'note' }] });
  await client.next('head');
  assert.equal(client.of('message:new').length, 0);
});

testOnStores('a token whose subjects do not name the conversation any more ends it: 4404', async (t) => {
  const rig = await createRig(t);
  const eve = rig.person('eve', { role: 'agent' });
  const { conversation } = await rig.service.createConversation(eve.principal, { subject: 'deal:42' });
  const client = await rig.join(rig.person('ann', { subjects: ['deal:42'] }).token, conversation.id);
  client.say({ type: 'auth', token: rig.person('ann', { subjects: ['deal:7'] }).token });
  assert.equal(await client.closed(), 4404);
});

testOnStores(
  'a member who is removed is closed before the removal is told; who came by their token’s subjects stays',
  async (t) => {
    const rig = await createRig(t);
    const eve = rig.person('eve', { role: 'agent' });
    const ann = rig.person('ann');
    const guest = rig.person('guest', { subjects: ['deal:*'] });
    const { conversation } = await rig.service.createConversation(eve.principal, { subject: 'deal:42' });
    await rig.service.addParticipant(eve.principal, conversation.id, ann.principal.user);
    await rig.service.addParticipant(eve.principal, conversation.id, guest.principal.user);
    const a = await rig.join(ann.token, conversation.id);
    const g = await rig.join(guest.token, conversation.id);
    const e = await rig.join(eve.token, conversation.id);
    await rig.service.removeParticipant(eve.principal, conversation.id, 'ann');
    await rig.service.removeParticipant(eve.principal, conversation.id, 'guest');
    assert.equal(await a.closed(), 4404);
    assert.equal(a.of('message:new').length, 0);
    e.say(say('without ann'));
    await g.next('message:new', ({ message }) => message.text === 'without ann');
  },
);

testOnStores('a conversation that is deleted closes every socket with 4404', async (t) => {
  const rig = await createRig(t);
  const admin = rig.person('root', { role: 'admin' });
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  const client = await rig.join(ann.token, id);
  await rig.service.deleteConversation(admin.principal, id);
  assert.equal(await client.closed(), 4404);
});

testOnStores(
  'draining tells everybody to come back at a random moment, refuses newcomers, and ends with 1012',
  async (t) => {
    const rig = await createRig(t);
    const ann = rig.person('ann');
    const id = await rig.open(ann.principal);
    const client = await rig.join(ann.token, id);
    await client.next('sync');
    rig.door.drain([1, 5]);
    assert.deepEqual((await client.next('goaway')).reconnect_after, [1, 5]);
    assert.equal(await rig.connect(`/ws/chat/${id}/`).refused(), 503);
    client.say(say('while draining'));
    await client.next('ack');
    await Promise.all([rig.door.close(), rig.door.close()]);
    assert.equal(await client.closed(), 1012);
  },
);

testOnStores('a peer that answers no close is cut off', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  await client.next('sync');
  client.socket.pause();
  const closing = rig.door.close();
  await rig.clock.advance(2000);
  await closing;
  assert.equal(rig.door.stats().sockets, 0);
});

testOnStores('a room is forgotten when the last person’s lingering is over', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  assert.deepEqual(rig.holds(), [1, 1, 0]);
  client.socket.close();
  await eventually(() => rig.door.stats().sockets === 0);
  await rig.clock.advance(5000);
  assert.deepEqual(rig.holds(), [0, 0, 0]);
  assert.equal(rig.clock.waiting, 0);
});
