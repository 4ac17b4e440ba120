/** A relay's store and runner in a process of its own, for being killed: it streams one reply without end. */
import type { Write } from '../../src/store/store.js';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { pause } from '../../src/bots/pause.js';
import { systemClock } from '../../src/clock.js';
import { uuidV7 } from '../../src/service/ids.js';
import { createReplies } from '../../src/service/replies/replies.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { ada } from './world.js';

const [folder = ''] = process.argv.slice(2);
const store = await openSqliteStore({ folder });
const bus = createLocalBus();
const bot = {
  name: 'Robo',
  async *reply(_context: unknown, signal: AbortSignal) {
    for (let i = 0; !signal.aborted; i += 1) {
      await pause(systemClock, 20, signal);
      yield `word${String(i)} `;
    }
  },
};
createReplies({ store, bus, bot, clock: systemClock, newId: uuidV7, limits: { text_chars: 16_384 } });
bus.subscribe(({ kind, ...rest }) => {
  if (kind === 'ephemeral' && 'event' in rest && rest.event.kind === 'draft')
    process.send?.({ draft: rest.event.text });
});

const room = uuidV7();
const base = { tenant: 'default', conversation_id: room, access: { kind: 'staff' as const }, actor: ada };
const now = (): string => new Date().toISOString();
const open = { title: '', subject: null, metadata: {}, bot: 'auto' as const };
const text = (said: string): Write => {
  const rest = { rich: null, attachment_ids: [], reply_to: null, mentions: [] };
  const item = { id: uuidV7(), client_id: null, hash: said, type: 'text' as const, text: said, ...rest };
  return { ...base, kind: 'send', now: now(), open: null, items: [item] };
};
const begun = new Promise<void>((resolve) => {
  store.onCommit(({ changes }) => {
    if (changes.some(({ row }) => row?.status === 'streaming')) resolve();
  });
});
await store.write({ ...base, kind: 'create', now: now(), open });
await store.write(text('Hello'));
// A reply that begins after the second text would be one to both, and nothing would be left to answer.
await begun;
await store.write(text('Is somebody there?'));
process.send?.({ room });
