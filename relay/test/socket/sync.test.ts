import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SyncFrame } from '@crm-chat/sdk/protocol';
import type { Store } from '../../src/store/store.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { createRig, say, testOnStores, type Client, type Rig, type RigOptions } from './rig.js';

const generous = { send_burst: 100_000, sends_per_second: 100_000 };

async function filled(t: TestContext, messages: number, options: RigOptions = {}, text = (i: number) => `m${i}`) {
  const rig = await createRig(t, { ...options, limits: { ...generous, ...options.limits } });
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  for (let from = 0; from < messages; from += 20) {
    const items = Array.from({ length: Math.min(20, messages - from) }, (_, i) => ({ text: text(from + i) }));
    await rig.service.send(ann.principal, { conversation_id: id, items });
  }
  return { rig, ann, id };
}

/** All pages of the answer to a request with this `since`. */
async function pages(client: Client, since: number | null): Promise<SyncFrame[]> {
  const all: SyncFrame[] = [];
  for (;;) {
    const page = await client.next('sync', (frame) => frame.since === since);
    all.push(page);
    if (!page.has_more) return all;
  }
}

const texts = (frames: readonly SyncFrame[]) => frames.flatMap(({ messages }) => messages.map(({ text }) => text));

async function say1(rig: Rig, id: string, principal: Parameters<Rig['service']['send']>[0], text: string) {
  await rig.service.send(principal, { conversation_id: id, items: [{ text }] });
}

testOnStores('without a since come the newest fifty, and that there are older ones', async (t) => {
  const { rig, ann, id } = await filled(t, 60);
  const client = await rig.join(ann.token, id);
  const page = await client.next('sync');
  assert.equal(page.messages.length, 50);
  assert.equal(page.messages.at(-1)?.text, 'm59');
  assert.equal(page.older, true);
  assert.equal(page.upto, page.head);
  assert.ok(page.conversation !== null);
});

testOnStores(
  'with a since comes what changed after it, in pages of two hundred, each saying up to where',
  async (t) => {
    const { rig, ann, id } = await filled(t, 450);
    const client = await rig.join(ann.token, id, { since: 1 });
    const all = await pages(client, 1);
    assert.deepEqual(
      all.map(({ messages }) => messages.length),
      [200, 200, 50],
    );
    assert.deepEqual(
      texts(all),
      Array.from({ length: 450 }, (_, i) => `m${i}`),
    );
    for (const page of all.slice(0, -1)) assert.equal(page.upto, page.messages.at(-1)?.rev);
    assert.equal(all.at(-1)?.upto, 451);
  },
);

testOnStores('a page ends at 256 KiB', async (t) => {
  const { rig, ann, id } = await filled(t, 40, {}, () => 'x'.repeat(16_000));
  const client = await rig.join(ann.token, id, { since: 1 });
  const all = await pages(client, 1);
  assert.ok(all.length >= 3);
  for (const text of client.raw) assert.ok(text.length < 300_000);
  assert.equal(texts(all).length, 40);
});

testOnStores('a page brings the conversation only where it changed, and all read marks', async (t) => {
  const { rig, ann, id } = await filled(t, 3);
  await rig.service.read(ann.principal, id, 3);
  const client = await rig.join(ann.token, id, { since: 2 });
  const page = await client.next('sync');
  assert.equal(page.conversation, null);
  assert.deepEqual(
    page.read.map(({ user_id, seq }) => [user_id, seq]),
    [['ann', 3]],
  );
  assert.deepEqual(
    page.presence.map((user) => user.id),
    ['ann'],
  );
});

testOnStores(
  'an epoch that is another’s, a since beyond the end and a row that is not so are answered with reset',
  async (t) => {
    const { rig, ann, id } = await filled(t, 3);
    const first = await rig.join(ann.token, id);
    const { epoch } = await first.next('sync');
    const message = first.of('sync')[0]!.messages[0]!;
    const cases = [
      [{ since: 2, epoch: 'e0.user' }, 'epoch'],
      [{ since: 2, epoch: epoch.replace('user', 'agent') }, 'role'],
      [{ since: 99, epoch }, 'ahead'],
      [{ since: 3, epoch, at: { id: message.id, rev: message.rev + 1 } }, 'diverged'],
      [{ since: 3, epoch, at: { id: '00000000-0000-4000-8000-000000000000', rev: 2 } }, 'diverged'],
    ] as const;
    for (const [hello, reason] of cases) {
      const client = await rig.join(ann.token, id, hello);
      const reset = await client.next('reset');
      assert.deepEqual([reset.reason, reset.epoch], [reason, epoch]);
      // The way back: without a since.
      client.say({ type: 'sync', epoch });
      assert.equal((await client.next('sync')).messages.length, 3);
      assert.equal(client.of('sync').length, 1);
    }
    const fine = await rig.join(ann.token, id, { since: 2, epoch, at: { id: message.id, rev: message.rev } });
    assert.equal((await fine.next('sync')).since, 2);
  },
);

testOnStores('live frames come between welcome and the end of a catch-up, and nothing is missing', async (t) => {
  const { rig, ann, id } = await filled(t, 450);
  const client = await rig.join(ann.token, id, { since: 1 });
  const sender = await rig.join(ann.token, id);
  for (let i = 0; i < 20; i += 1) sender.say(say(`live${i}`));
  await pages(client, 1);
  await client.next('message:new', ({ message }) => message.text === 'live19');
  const seen = new Set([...texts(client.of('sync')), ...client.of('message:new').map(({ message }) => message.text)]);
  assert.equal(seen.size, 470);
});

/** A store whose catch-up reads are counted, and can be held. */
function watchedStore(): { store: Store; reads: number[]; hold: () => () => void } {
  const inner = createMemoryStore({ epoch: 'e1' });
  const reads: number[] = [];
  let gate: Promise<void> | null = null;
  const store = Object.create(inner) as Store;
  store.changes = async (query) => {
    reads.push(query.limit);
    if (gate !== null) await gate;
    return inner.changes(query);
  };
  return {
    store,
    reads,
    hold() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return () => {
        gate = null;
        release();
      };
    },
  };
}

test('of a storm of syncs one is answered at a time, the last of them counts, and the store is spared', async (t) => {
  const { store, reads, hold } = watchedStore();
  const { rig, ann, id } = await filled(t, 30, { store });
  const client = await rig.join(ann.token, id);
  await client.next('sync');
  const before = reads.length;
  const release = hold();
  for (let i = 1; i <= 500; i += 1) client.say({ type: 'sync', since: i % 30 });
  await client.settled();
  assert.equal(reads.length - before, 1);
  release();
  await client.next('sync', ({ since }) => since === 1);
  await client.next('sync', ({ since }) => since === 500 % 30);
  await client.settled();
  assert.equal(reads.length - before, 2);
});

test('syncs asked one after the other are rationed: the clock has to turn', async (t) => {
  const { store, reads } = watchedStore();
  const { rig, ann, id } = await filled(t, 3, { store });
  const client = await rig.join(ann.token, id);
  await client.next('sync');
  const before = reads.length;
  for (let i = 0; i < 9; i += 1) {
    client.say({ type: 'sync', since: 2 });
    await client.next('sync', ({ since }) => since === 2);
  }
  client.say({ type: 'sync', since: 3 });
  await client.settled();
  assert.equal(reads.length - before, 9);
  await rig.clock.advance(1000);
  await client.next('sync', ({ since }) => since === 3);
});

test('a reader that sleeps holds one page, however much it asked for', async (t) => {
  const { store, reads } = watchedStore();
  const { rig, ann, id } = await filled(t, 1500, { store }, () => 'x'.repeat(8000));
  const client = await rig.join(ann.token, id);
  await client.next('sync');
  const before = reads.length;
  client.socket.pause();
  client.say({ type: 'sync', since: 1 });
  // 12 MB lie ready; what the system takes of them, it takes. Then the pump stands still.
  let last = -1;
  for (let still = 0; still < 50;) {
    await rig.clock.advance(0);
    still = reads.length === last ? still + 1 : 0;
    last = reads.length;
  }
  const asked = reads.length - before;
  assert.ok(asked < 45, `${asked} pages were read for a reader that sleeps`);
  client.socket.resume();
  assert.equal(texts(await pages(client, 1)).length, 1500);
});

testOnStores('who is no longer in the conversation gets no page: 4404', async (t) => {
  const { rig, ann, id } = await filled(t, 3);
  const eve = rig.person('eve', { role: 'agent' });
  const client = await rig.join(ann.token, id);
  await client.next('sync');
  await rig.service.removeParticipant(eve.principal, id, 'ann');
  assert.equal(await client.closed(), 4404);
  assert.ok(!client.raw.some((text) => text.includes('participant_removed')));
  await say1(rig, id, eve.principal, 'after');
});
