/** One suite that every Store passes: docs/protocol.md, section 1. Each part of the rules has a file. */
import { after, before, describe } from 'node:test';
import type { Store } from '../../src/store/store.js';
import { answersContract } from './store-answers.js';
import { botContract } from './store-bot.js';
import { changesContract } from './store-changes.js';
import { collectionContract } from './store-collections.js';
import { filesContract } from './store-files.js';
import { listContract } from './store-list.js';
import { membersContract } from './store-members.js';
import { pagesContract } from './store-pages.js';
import { retentionContract } from './store-retention.js';
import { searchContract } from './store-search.js';
import { sendContract } from './store-send.js';
import { Room } from './store-builders.js';

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** What a part of the contract gets: a room of its own on the one store of the suite. */
export interface Bench {
  readonly store: Store;
  /** A tenant that no other test has, and a room in it. */
  room(id?: string): Room;
}

export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}, as any store`, () => {
    let opened: OpenStore;
    let tenants = 0;
    const bench: Bench = {
      get store() {
        return opened.store;
      },
      room: (id = 'c1') => new Room(opened.store, id, `tenant-${++tenants}`),
    };
    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    describe('sends', () => sendContract(bench));
    describe('takes answers and mentions', () => answersContract(bench));
    describe('edits, deletes, reacts', () => changesContract(bench));
    describe('patches and members', () => membersContract(bench));
    describe('gives pages', () => pagesContract(bench));
    describe('retains and drops', () => retentionContract(bench));
    describe('keeps files', () => filesContract(bench));
    describe('lists', () => listContract(bench));
    describe('searches', () => searchContract(bench));
    describe('keeps replies', () => botContract(bench));
    describe('keeps collections', () => collectionContract(bench));
  });
}
