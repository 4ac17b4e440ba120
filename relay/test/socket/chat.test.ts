import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRig, say } from './rig.js';

test('two people in one conversation get each other’s messages, and each send is acknowledged', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const id = await rig.open(ann.principal, bob.principal);
  const a = await rig.join(ann.token, id);
  const b = await rig.join(bob.token, id);
  await a.next('sync');
  await b.next('sync');

  const hello = say('hello');
  a.say(hello);
  const ack = await a.next('ack');
  const [mine, theirs] = [await a.next('message:new'), await b.next('message:new')];
  assert.equal(ack.client_id, hello.client_id);
  assert.equal(ack.message_id, theirs.message.id);
  assert.equal(ack.duplicate, false);
  assert.deepEqual(mine, theirs);
  assert.equal(theirs.message.text, 'hello');
  assert.equal(theirs.message.sender.id, 'ann');
  assert.equal(theirs.message.rev, theirs.message.seq);

  b.say(say('hi'));
  assert.equal((await a.next('message:new')).message.text, 'hi');
});
