import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '@crm-chat/sdk/protocol';
import { Erasures } from '../../src/admin/erasures.js';
import { createFiles } from '../../src/files/create-files.js';
import { createDiskBlobs } from '../../src/files/disk-blobs.js';
import { createUploads } from '../../src/service/uploads.js';
import type { Store } from '../../src/store/store.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { systemClock } from '../../src/clock.js';
import { StoreUnavailable } from '../../src/errors.js';
import { liveRelay } from './rig.js';
import { root as admin, watched } from './world.js';

const WIDE = { LIMITS: '{"sends_per_second": 1000, "send_burst": 1000}' };

test('an erased person is nowhere in the conversations of the tenant any more; everybody else is', async (t) => {
  const { person } = await liveRelay(t, {}, WIDE);
  const root = await person('root', { role: 'admin', name: 'Root' });
  const tomas = await person('tomas', { name: 'Tomás Canary', subjects: ['deal:*'] });
  const dana = await person('dana', { role: 'agent', name: 'Dana' });
  const namesake = await person('tomas', { name: 'Tomás Canary', tenant: 'other' });
  const elsewhere = await namesake.say('the same id in another tenant');

  const { conversation_id: own, message_id } = await tomas.say('my own words');
  const { message_id: answer } = await dana.say('an answer', { conversation_id: own });
  await tomas.gets(200, 'PUT', `/api/messages/${answer}/reactions/${encodeURIComponent('👍')}/`, {});
  await tomas.gets(200, 'DELETE', `/api/messages/${message_id}/`);
  await tomas.say('more of my own', { conversation_id: own });
  const { conversation_id: danas } = await dana.say('opened by Dana', { subject: 'deal:7' });
  await tomas.say('joined by its subject', { conversation_id: danas });
  await root.gets(204, 'DELETE', `/api/admin/conversations/${danas}/participants/tomas/`);
  // More than a page of conversations.
  for (let i = 0; i < 60; i += 1) await dana.say(`other ${i}`);

  const erasure = await root.gets(202, 'POST', '/api/admin/erasures/', { user_id: 'tomas' });
  assert.equal(erasure.status, 'running');
  const progress = () => root.gets(200, 'GET', '/api/admin/erasures/tomas/');
  while ((await progress()).status !== 'done') await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await root.gets(200, 'GET', '/api/admin/erasures/')).results[0]?.status, 'done');

  const page = await root.gets(200, 'GET', `/api/admin/conversations/${own}/messages/?limit=200`);
  const conversation = await root.gets(200, 'GET', `/api/admin/conversations/${own}/`);
  const other = await root.gets(200, 'GET', `/api/admin/conversations/${danas}/`);
  const otherPage = await root.gets(200, 'GET', `/api/admin/conversations/${danas}/messages/?limit=200`);
  const all = JSON.stringify([page, conversation, other, otherPage]);
  for (const trace of ['Canary', '"tomas"', 'my own', 'joined by']) assert.ok(!all.includes(trace), trace);
  assert.ok(all.includes('an answer') && all.includes('opened by Dana'));
  assert.equal(conversation.created_by.id, '');
  assert.deepEqual(page.results.find(({ id }) => id === answer)?.reactions, []);
  assert.ok((await progress()).messages >= 5);
  const left = await namesake.gets(200, 'GET', `/api/conversations/${elsewhere.conversation_id}/`);
  assert.equal(left.created_by.id, 'tomas');
  // His token still holds, but he takes part in nothing: what he could see is gone.
  assert.equal(
    (await tomas.gets(200, 'GET', '/api/conversations/?status=open')).results.filter(({ id }) => id === own).length,
    0,
  );
  assert.deepEqual(
    (await root.audit()).map(({ action, target }) => `${action} ${target.id}`),
    ['person.erase tomas', 'participant.remove tomas'],
  );
});

/** None of them is kept here: nobody uploads. */
const uploadsOn = (store: Store) => {
  const files = createFiles({ store, blobs: createDiskBlobs('files'), limits: DEFAULT_LIMITS, clock: systemClock });
  return createUploads({ store, files, clock: systemClock, log: { warn: () => undefined } });
};

const base = { tenant: 'default', access: { kind: 'staff' }, now: '2026-01-01T00:00:00.000Z' } as const;
const tomas = { id: 'tomas', name: 'Tomás', role: 'user', avatar: null } as const;

async function threeRooms(store: Store): Promise<void> {
  for (const room of ['r1', 'r2', 'r3']) {
    const at = { ...base, conversation_id: room, actor: tomas };
    await store.write({ ...at, kind: 'create', open: { title: '', subject: null, metadata: {}, bot: 'off' } });
    const rest = {
      client_id: null,
      hash: 'h',
      rich: null,
      attachments: [],
      attachment_ids: [],
      reply_to: null,
      mentions: [],
    };
    const item = { id: `${room}-m`, type: 'text' as const, text: 'hello', ...rest };
    await store.write({ ...at, kind: 'send', open: null, items: [item] });
  }
}

const traces = async (store: Store): Promise<number> => {
  const found = await Promise.all(['r1', 'r2', 'r3'].map((room) => store.message('default', `${room}-m`)));
  return found.filter((one) => one?.row.sender_id === 'tomas').length;
};

const settled = async (erasures: Erasures): Promise<void> => {
  while ((await erasures.one('default', 'tomas'))?.status !== 'done') {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('an erasure cut short goes on at the next start, and ends', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await threeRooms(store);
  let stopped = false;
  // The relay ends in the middle: with its fourth change it hears no more of the disk.
  const doomed = watched(
    store,
    (n) => {
      stopped = n > 4;
      return stopped ? new Promise(() => undefined) : undefined;
    },
    () => undefined,
  );
  const log = { warn: () => undefined };
  await new Erasures({ store: doomed, uploads: uploadsOn(doomed), clock: systemClock, log }).start(admin, 'tomas');
  while (!stopped) await new Promise((resolve) => setImmediate(resolve));
  assert.ok((await traces(store)) > 0);
  const next = new Erasures({ store, uploads: uploadsOn(store), clock: systemClock, log });
  await next.resume();
  await settled(next);
  assert.equal(await traces(store), 0);
  await next.close();
  await next.close();
});

test('an erasure that meets a full disk tries again by itself', async () => {
  const store = createMemoryStore({ epoch: 'e' });
  await threeRooms(store);
  let full = true;
  const filling = watched(
    store,
    (n) => {
      if (full && n > 2) throw new StoreUnavailable();
    },
    () => undefined,
  );
  const later: (() => void)[] = [];
  const clock = { now: () => 0, after: (_ms: number, run: () => void) => (later.push(run), () => undefined) };
  const erasures = new Erasures({ store: filling, uploads: uploadsOn(filling), clock, log: { warn: () => undefined } });
  await erasures.start(admin, 'tomas');
  while (later.length === 0) await new Promise((resolve) => setImmediate(resolve));
  full = false;
  for (const run of later) run();
  await settled(erasures);
  assert.equal(await traces(store), 0);
  await erasures.close();
});
