/** Which entries go out next: decided on what the store holds at that moment, inside the transaction that marks them. */
import type { OutboxEntry } from '../entry.js';
import { filesOf } from './outbox-store.js';
import { BATCH_MAX } from '../protocol/index.js';
import type { Limits } from '../protocol/index.js';

/** How long a tab that sends is left alone by others: longer than any request runs before it is given up. */
export const CLAIM_MS = 45_000;
/** The longest `retry_after` that is believed; also what a device clock that was set back can cost. */
export const RETRY_AFTER_MAX_MS = 300_000;

/** `{"type":"message:batch","messages":[…]}`, and `create`, `conversation_id` where it goes by POST. */
const ENVELOPE_BYTES = 256;
/** `"client_id":"…"`, braces and comma. */
const MEMBER_BYTES = 64;

export interface PlanView {
  now: number;
  limits: Pick<Limits, 'send_burst' | 'frame_bytes'>;
  /** Where a queue goes since the relay readdressed it. */
  address(conversationId: string): string;
  /** Not before then; `Infinity` while a run of it is unanswered or nothing may go out. */
  opensAt(conversationId: string): number;
  /** Sent by this tab and not answered yet. */
  isOurs(entry: OutboxEntry): boolean;
  /** Claimed by a tab that is gone: what it had sent may be sent again at once. */
  isAbandoned(entry: OutboxEntry): boolean;
}

export interface Plan {
  /** In order, of different conversations. Marked as `sending`. */
  runs: OutboxEntry[][];
  changed: Set<OutboxEntry>;
  /** When to look again, milliseconds since 1970. */
  wakeAt: number;
}

/** What the relay lost goes before everything else, then what was typed first. */
export const byTurn = (a: OutboxEntry, b: OutboxEntry): number =>
  Number(b.lost_message_id !== undefined) - Number(a.lost_message_id !== undefined) || a.order - b.order;

const encoder = new TextEncoder();

const bytesOf = (entry: OutboxEntry) =>
  entry.act.kind === 'send' ? encoder.encode(JSON.stringify(entry.act.content)).length + MEMBER_BYTES : 0;

/** Milliseconds until `not_before`; a time further off than possible comes from a clock that was set back. */
const remaining = (entry: OutboxEntry, now: number, max: number) => {
  const ms = entry.not_before - now;
  return ms > max ? 0 : Math.max(0, ms);
};

/** Whether files of it have yet to be brought to the relay. */
export const hasToUpload = (entry: OutboxEntry): boolean =>
  filesOf(entry).some(({ attachment }) => attachment === null);

/** Whether it is to be done to the message of that send: named by the send itself, or by its id in the lost history. */
export const isAbout = ({ act }: OutboxEntry, { client_id, lost_message_id }: OutboxEntry): boolean =>
  'message_id' in act && (act.message_id === client_id || act.message_id === lost_message_id);

/** Notes where it came from: other tabs and later pages learn from it where to send what is still typed under the old id. */
export const readdressTo = (entry: OutboxEntry, to: string): void => {
  if (entry.conversation_id !== to) entry.moved_from = entry.conversation_id;
  entry.conversation_id = to;
};

/** Follows a readdressing, and takes back what a tab claimed and left behind. */
const refresh = (entry: OutboxEntry, view: PlanView, plan: Plan) => {
  const to = view.address(entry.conversation_id);
  if (to !== entry.conversation_id) {
    readdressTo(entry, to);
    plan.changed.add(entry);
  }
  if (entry.state !== 'sending' || view.isOurs(entry)) return;
  const claimed = remaining(entry, view.now, CLAIM_MS);
  if (claimed > 0 && !view.isAbandoned(entry)) {
    // A little later than exactly then: several tabs wait for the same moment.
    plan.wakeAt = Math.min(plan.wakeAt, view.now + claimed + 1);
    return;
  }
  Object.assign(entry, { state: 'queued', not_before: 0 });
  plan.changed.add(entry);
};

/**
 * The next run of one conversation: its longest row of sends that fits one frame, or one edit, deletion or reaction. A
 * parked entry is passed over, and so is what is about a parked send. A send that opens the conversation goes alone, since
 * its answer tells where the rest goes; so does one at which the relay stumbled, lest it hold up a batch for ever.
 */
const nextRun = (lane: readonly OutboxEntry[], { now, limits }: PlanView): { run: OutboxEntry[]; wakeAt: number } => {
  const run: OutboxEntry[] = [];
  const parked: OutboxEntry[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const entry of lane) {
    if (entry.state === 'failed') parked.push(entry);
    if (entry.state === 'failed' || parked.some((send) => isAbout(entry, send))) continue;
    // What is behind it must not overtake it. The uploads look again when they are done.
    if (hasToUpload(entry)) break;
    const wait = remaining(entry, now, RETRY_AFTER_MAX_MS);
    if (wait > 0) return { run, wakeAt: run.length > 0 ? Infinity : now + wait };
    const alone = entry.act.kind !== 'send' || entry.open !== null || entry.error?.code === 'internal';
    bytes += bytesOf(entry);
    const isFull = run.length >= Math.min(BATCH_MAX, limits.send_burst) || bytes > limits.frame_bytes;
    if (run.length > 0 && (alone || isFull)) break;
    run.push(entry);
    if (alone) break;
  }
  return { run, wakeAt: Infinity };
};

/** Takes the unsettled entries of the whole store, alters them, and says which to send. */
export const planRuns = (entries: readonly OutboxEntry[], view: PlanView): Plan => {
  const plan: Plan = { runs: [], changed: new Set(), wakeAt: Infinity };
  const lanes = new Map<string, OutboxEntry[]>();
  for (const entry of entries) {
    refresh(entry, view, plan);
    const lane = lanes.get(entry.conversation_id);
    if (lane) lane.push(entry);
    else lanes.set(entry.conversation_id, [entry]);
  }
  for (const [conversationId, lane] of lanes) {
    const opensAt = view.opensAt(conversationId);
    // One unanswered run a conversation, whichever tab sent it: that is what keeps the order.
    if (opensAt === Infinity || lane.some(({ state }) => state === 'sending')) continue;
    if (opensAt > view.now) {
      if (lane.some(({ state }) => state === 'queued')) plan.wakeAt = Math.min(plan.wakeAt, opensAt);
      continue;
    }
    const { run, wakeAt } = nextRun(lane.sort(byTurn), view);
    plan.wakeAt = Math.min(plan.wakeAt, wakeAt);
    if (run.length > 0) plan.runs.push(run);
    for (const entry of run) plan.changed.add(entry);
  }
  return plan;
};

/** Marks a run as handed over: durable before the transport gets it, so that no crash makes an edit of what may be out. */
export const claim = (entry: OutboxEntry, now: number): void => {
  Object.assign(entry, { state: 'sending', was_sent: true, not_before: now + CLAIM_MS });
  entry.attempts++;
};
