import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { Store } from '../../src/store/store.js';
import { perform, person, serve } from '../fixtures/acts.js';
import { assertKept, told, type Kept } from '../fixtures/kept.js';
import { temporaryFolder } from './sqlite-folder.js';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const versions = readdirSync(fixtures, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Opens a copy of a folder that an earlier version wrote. */
async function grown(version: string, work: (store: Store, kept: Kept) => Promise<void>): Promise<void> {
  const unpack = (name: string) => gunzipSync(readFileSync(path.join(fixtures, version, `${name}.gz`)));
  const kept = JSON.parse(unpack('kept.json').toString()) as Kept;
  const { folder, remove } = await temporaryFolder();
  try {
    writeFileSync(path.join(folder, 'crm-chat.db'), unpack('crm-chat.db'));
    // Twice: what a migration left half done would show at the second opening.
    for (const _ of [1, 2]) {
      const store = await openSqliteStore({ folder, newEpoch: () => 'another' });
      try {
        await work(store, kept);
      } finally {
        await store.close();
      }
    }
  } finally {
    await remove();
  }
}

for (const version of versions) {
  describe(`a data folder of ${version}`, () => {
    test('keeps its epoch, and every message, rev, read mark, list and prompt', () =>
      grown(version, async (store, kept) => {
        assert.equal(store.epoch, kept.epoch);
        assertKept(await told(store, kept.names), kept.told);
      }));

    test('answers each retry with the first ids, and takes no rev for it', () =>
      grown(version, async (store, kept) => {
        const { service, close } = serve(store);
        assert.ok(kept.acts.length > 0);
        for (const { act, promised } of kept.acts) {
          const again = await perform(service, act);
          assert.deepEqual(again, { promised, duplicate: true });
        }
        await close();
        assertKept(await told(store, kept.names), kept.told);
      }));

    test('refuses other content under a known client_id, and a new conversation under a dropped id', () =>
      grown(version, async (store, kept) => {
        const { service, close } = serve(store);
        const sends = kept.acts.flatMap(({ act, promised }) => (act.kind === 'send' ? [{ act, promised }] : []));
        const { act, promised } = sends[0]!;
        const { title: _t, subject: _s, metadata: _m, ...request } = act.request;
        const other = {
          ...request,
          conversation_id: promised.conversation_id!,
          items: [{ ...act.request.items[0], text: 'x' }],
        };
        await assert.rejects(service.send(person(act.by), other), { code: 'idempotency_mismatch' });
        let dropped = 0;
        for (const { tenant, id } of kept.names) {
          if ((await store.conversation(tenant, id)) !== null) continue;
          dropped += 1;
          await assert.rejects(service.createConversation(person('adam'), { id }), { code: 'id_taken' });
        }
        assert.ok(dropped > 0, 'something was dropped');
        await close();
      }));

    test('is searched as if it had always been: texts, titles, and nothing that is gone', () =>
      grown(version, async (store) => {
        const { service, close } = serve(store);
        const ids = async (by: string, q: string) =>
          (await service.conversations(person(by), { q })).results.map(({ title }) => title);
        assert.deepEqual(await ids('tomas', 'malmo'), ['Renewal – Öresund ferry']);
        assert.deepEqual(await ids('dana', '東京'), ['Renewal – Öresund ferry']);
        assert.deepEqual(await ids('dana', 'oresund'), ['Renewal – Öresund ferry']);
        assert.deepEqual(await ids('dana', 'discount'), ['Renewal – Öresund ferry']);
        assert.deepEqual(await ids('dana', 'invoice'), ['Renewal – Öresund ferry']);
        assert.deepEqual(await ids('dana of acme', 'invoice'), ['']);
        assert.deepEqual(await ids('dana', 'old'), ['Retained']);
        // A note; deleted; edited away; dropped; retained; erased; streaming.
        assert.deepEqual(await ids('tomas', 'discount'), []);
        for (const q of ['4111', 'invoce', 'nobody shall', '"old 1"', 'erased', 'was about', 'dropped']) {
          assert.deepEqual(await ids('adam', q), [], q);
        }
        await close();
      }));

    test('goes on with the next rev', () =>
      grown(version, async (store, kept) => {
        const { service, close } = serve(store);
        const { tenant, id } = kept.names[0]!;
        const head = (await store.conversation(tenant, id))!.head;
        const { settled } = await service.send(person('tomas'), { conversation_id: id, items: [{ text: 'and on' }] });
        assert.equal(settled[0]?.seq, head + 1);
        await close();
      }));
  });
}
