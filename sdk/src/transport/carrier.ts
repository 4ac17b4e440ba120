/**
 * Carries an outbox's entries to the relay: over the socket of their conversation where it is open, else by POST. One run a
 * conversation is unanswered at a time, so a sender's order holds; `client_id` makes each repetition harmless.
 */
import type { Clock } from '../clock.js';
import type { Carrier, OutboxEntry, Settlement } from '../entry.js';
import {
  BATCH_MAX,
  type AckFrame,
  type ClientFrame,
  type Limits,
  type NackFrame,
  type RelayFrame,
  type SendItemFrame,
} from '../protocol/index.js';
import { carryByPost, type Poster } from './post.js';

/** An answer that has not come by then is not coming over this transport; shorter than an outbox waits for a run. */
const ANSWER_MS = 20_000;
/** docs/protocol.md, section 5: so many closes on the same head entry, and it goes by POST. */
const BLAMES_MAX = 2;

interface Sends {
  send(frame: ClientFrame): boolean;
}

export interface CarrierOptions {
  clock: Clock;
  limits: () => Readonly<Limits>;
  /** The open socket of that conversation. */
  socketOf: (conversationId: string) => Sends | null;
  post: Poster;
  /** The epoch of the history that an ack's `rev` belongs to, where it is known. */
  epochOf: (conversationId: string) => string | null;
}

/** What waits for the socket's answers. */
interface Run {
  readonly conversationId: string;
  readonly head: string;
  readonly waiting: Set<string>;
  readonly settlements: Settlement[];
  finish(): void;
}

const encoder = new TextEncoder();
const bytesOf = (frame: ClientFrame): number => encoder.encode(JSON.stringify(frame)).length;

const itemOf = ({ client_id, act }: OutboxEntry): SendItemFrame => {
  if (act.kind !== 'send') throw new Error('Only a send has content.');
  const { type, ...content } = act.content;
  return { ...content, client_id, ...(type && { message_type: type }) };
};

const frameOf = (entries: readonly OutboxEntry[]): ClientFrame => {
  const [first] = entries;
  if (!first) throw new Error('A run has at least one entry.');
  const { act, client_id } = first;
  switch (act.kind) {
    case 'send':
      return entries.length === 1
        ? { type: 'message:new', ...itemOf(first) }
        : { type: 'message:batch', messages: entries.map(itemOf) };
    case 'edit':
      return { type: 'message:edit', client_id, id: act.message_id, text: act.text };
    case 'delete':
      return { type: 'message:delete', client_id, id: act.message_id };
    case 'react':
      return { type: 'message:react', client_id, id: act.message_id, emoji: act.emoji, on: act.on };
  }
};

/** As many of the run as one frame takes: sends alone go together. None: not even the first fits. */
const fitting = (entries: readonly OutboxEntry[], { send_burst, frame_bytes }: Limits): readonly OutboxEntry[] => {
  const isSend = entries.map(({ act }) => act.kind === 'send');
  const end = isSend.indexOf(false);
  const run = entries.slice(0, Math.max(1, Math.min(end < 0 ? Infinity : end, BATCH_MAX, send_burst)));
  while (run.length > 0 && bytesOf(frameOf(run)) > frame_bytes) run.pop();
  return run;
};

export class RelayCarrier {
  readonly #runs = new Map<string, Run>();
  /** The head entry that a socket was closed on, and how often. */
  #blamed: { head: string; times: number } | null = null;

  constructor(private readonly options: CarrierOptions) {}

  readonly carry: Carrier = async (entries) => {
    const [head] = entries;
    if (!head || this.#runs.has(head.conversation_id)) return [];
    const { options } = this;
    const conversationId = head.conversation_id;
    const socket = options.socketOf(conversationId);
    // Whoever opens a conversation learns its id from the answer: nothing else goes out before it.
    const mayGoBySocket = socket && !head.open && !this.#isBlamed(head.client_id);
    const run = mayGoBySocket ? fitting(entries, options.limits()) : [];
    if (!socket || run.length === 0) {
      // The one that is to blame goes by itself; the rest may take the socket again.
      const alone = socket ? entries.slice(0, 1) : entries;
      return carryByPost(alone, options.post, options.epochOf(conversationId));
    }
    return this.#bySocket(socket, run, conversationId);
  };

  /** A frame of this conversation's socket. */
  heard(conversationId: string, frame: RelayFrame): void {
    const run = this.#runs.get(conversationId);
    if (!run) return;
    if (frame.type === 'ack') this.#acked(run, frame);
    else if (frame.type === 'nack') this.#nacked(run, frame);
    if (run.waiting.size === 0) run.finish();
  }

  /** The socket is gone: nobody knows what of the run arrived. */
  down(blamesHead: boolean): void {
    for (const run of [...this.#runs.values()]) {
      if (blamesHead) {
        const times = this.#blamed?.head === run.head ? this.#blamed.times : 0;
        this.#blamed = { head: run.head, times: times + 1 };
      }
      run.finish();
    }
  }

  #isBlamed(head: string): boolean {
    return this.#blamed?.head === head && this.#blamed.times >= BLAMES_MAX;
  }

  #bySocket(socket: Sends, entries: readonly OutboxEntry[], conversationId: string): Promise<readonly Settlement[]> {
    return new Promise((resolve) => {
      const ids = entries.map(({ client_id }) => client_id);
      const run: Run = {
        conversationId,
        head: ids[0] ?? '',
        waiting: new Set(ids),
        settlements: [],
        finish: () => {
          if (this.#runs.get(conversationId) !== run) return;
          this.#runs.delete(conversationId);
          cancel();
          for (const client_id of run.waiting) run.settlements.push(unanswered(client_id));
          resolve(run.settlements);
        },
      };
      this.#runs.set(conversationId, run);
      const cancel = this.options.clock.after(ANSWER_MS, () => run.finish());
      if (!socket.send(frameOf(entries))) run.finish();
    });
  }

  #acked(run: Run, { client_id, message_id, seq, rev, duplicate }: AckFrame): void {
    if (!run.waiting.delete(client_id)) return;
    const { conversationId } = run;
    const epoch = this.options.epochOf(conversationId);
    const answer = { conversation_id: conversationId, message_id, seq, rev, duplicate, epoch };
    run.settlements.push({ client_id, kind: 'acked', ...answer });
  }

  #nacked(run: Run, frame: NackFrame): void {
    const { client_id, code, detail, retryable, retry_after } = frame;
    const settle = (id: string, because = code): void => {
      if (!run.waiting.delete(id)) return;
      if (retryable) {
        run.settlements.push({ client_id: id, kind: 'retry', code: because, detail, retry_after: retry_after ?? null });
      } else run.settlements.push({ client_id: id, kind: 'refused', code: because, detail });
    };
    if (client_id !== undefined) return settle(client_id);
    if (!frame.batch) return;
    const faulty = frame.errors ?? [];
    for (const error of faulty) settle(error.client_id, error.code);
    // All or nothing: the others were not tried. Where none is named, the answer is to all.
    if (faulty.length > 0) run.waiting.clear();
    else for (const id of [...run.waiting]) settle(id);
  }
}

const unanswered = (client_id: string): Settlement => ({
  client_id,
  kind: 'retry',
  code: 'network',
  detail: 'The line was lost before the answer.',
  retry_after: null,
});
