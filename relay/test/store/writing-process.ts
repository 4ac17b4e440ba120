/**
 * A process that tests kill: opens the store in `folder` and says `{open: true}` or `{refused}`. In `burst` mode it then
 * writes without pause in several conversations and tells of each message once its promise has settled.
 */
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { ann, at, spec, staff } from '../contract/store-builders.js';

const [folder = '', mode = 'hold'] = process.argv.slice(2);
const tell = (message: unknown) => process.send?.(message);

async function burst(store: Awaited<ReturnType<typeof openSqliteStore>>): Promise<void> {
  let minted = 0;
  const sender = async (id: string, window: number) => {
    for (let n = 0; ; n += 1) {
      const item = {
        id: `${id}-${process.pid}-${++minted}`,
        client_id: `k${process.pid}-${window}-${n}`,
        hash: `${n}`,
        type: 'text',
      } as const;
      const content = { text: `said ${n}`, rich: null, attachment_ids: [], reply_to: null, mentions: [] };
      const outcome = await store.write({
        kind: 'send',
        tenant: 't',
        conversation_id: id,
        access: staff,
        actor: ann,
        now: at(0),
        open: spec(),
        items: [{ ...item, ...content }],
      });
      const settled = outcome.ok ? outcome.settled[0] : undefined;
      if (!settled) throw new Error('A message was refused.');
      tell({ conversation: id, id: settled.message_id, seq: settled.seq, client: item.client_id });
    }
  };
  await Promise.all(['c1', 'c2', 'c3'].flatMap((id) => Array.from({ length: 8 }, (_, window) => sender(id, window))));
}

try {
  const store = await openSqliteStore({ folder });
  tell({ open: true });
  if (mode === 'burst') await burst(store);
} catch (error) {
  tell({ refused: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
