/**
 * What a durable message costs in the store alone: `node --import tsx relay/bench/store.ts [seconds]`. Each line keeps
 * so many sends under way that a commit finds a batch of that size; CPU is that of the whole process, all threads.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { SendWrite, Store } from '../src/store/store.js';

const TENANT = 'bench';
const seconds = Number(process.argv[2] ?? 3);

interface Scenario {
  readonly name: string;
  readonly conversations: number;
  readonly members: number;
  /** Sends under way at once. */
  readonly window: number;
}

const scenarios: readonly Scenario[] = [
  { name: 'one at a time', conversations: 1, members: 2, window: 1 },
  { name: 'rooms', conversations: 100, members: 4, window: 10 },
  { name: 'rooms', conversations: 100, members: 4, window: 100 },
  { name: 'rooms', conversations: 100, members: 4, window: 1000 },
  { name: 'fan-out', conversations: 1, members: 200, window: 8 },
  { name: 'fan-out', conversations: 1, members: 200, window: 88 },
];

const user = (id: string) => ({ id, name: `User ${id}`, role: 'user', avatar: null }) as const;
const uuid = (n: number) => `0190f3c2-7b1e-7000-8000-${n.toString(16).padStart(12, '0')}`;
const HASH = 'a'.repeat(64);

function sendOf(n: number, conversation: string, member: string): SendWrite {
  return {
    kind: 'send',
    tenant: TENANT,
    conversation_id: conversation,
    access: { kind: 'person', user_id: member, subjects: [] },
    actor: user(member),
    now: new Date().toISOString(),
    open: null,
    items: [
      {
        id: uuid(n),
        client_id: uuid(n),
        hash: HASH,
        type: 'text',
        text: 'A message of ordinary length, as people write them to each other all day.',
        rich: null,
        attachment_ids: [],
        reply_to: null,
        mentions: [],
      },
    ],
  };
}

async function people(store: Store, scenario: Scenario, prefix: string): Promise<void> {
  const now = new Date().toISOString();
  for (let c = 0; c < scenario.conversations; c += 1) {
    const base = { tenant: TENANT, conversation_id: `${prefix}${c}`, access: { kind: 'staff' }, now } as const;
    const open = { title: '', subject: null, metadata: {}, bot: 'off' } as const;
    await store.write({ ...base, kind: 'create', actor: user(`${c}-0`), open });
    const rest = Array.from({ length: scenario.members - 1 }, (_, m) => user(`${c}-${m + 1}`));
    await Promise.all(
      rest.map((member) =>
        store.write({
          ...base,
          kind: 'add-member',
          actor: user(`${c}-0`),
          event_id: `${prefix}${c}-${member.id}`,
          user: member,
        }),
      ),
    );
  }
}

let minted = 0;

async function measure(store: Store, scenario: Scenario, prefix: string) {
  await people(store, scenario, prefix);
  let commits = 0;
  const undo = store.onCommit(() => (commits += 1));
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1000;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const sender = async (at: number) => {
    for (let n = 0; performance.now() < until; n += 1) {
      const conversation = (at + n * scenario.window) % scenario.conversations;
      const write = sendOf(++minted, `${prefix}${conversation}`, `${conversation}-${at % scenario.members}`);
      const start = performance.now();
      const outcome = await store.write(write);
      if (!outcome.ok) throw new Error(outcome.detail);
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: scenario.window }, (_, at) => sender(at)));
  const elapsed = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  undo();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
  return {
    scenario: `${scenario.name}, ${scenario.conversations} x ${scenario.members}`,
    'under way': scenario.window,
    'messages/s': Math.round(latencies.length / elapsed),
    batch: Number((latencies.length / commits).toFixed(1)),
    'CPU us/message': Number(((used.user + used.system) / latencies.length).toFixed(1)),
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
  };
}

const folder = await mkdtemp(path.join(tmpdir(), 'crm-chat-bench-'));
const store = await openSqliteStore({ folder });
try {
  const table = [];
  for (const [at, scenario] of scenarios.entries()) table.push(await measure(store, scenario, `s${at}-`));
  console.table(table);
} finally {
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
