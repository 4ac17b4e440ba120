import type { Carrier, OutboxEntry, Settlement, Uploader } from '../../src/entry.js';
import type { Code } from '../../src/protocol/index.js';

interface Row {
  client_id: string;
  /** Where it was kept. */
  conversation_id: string;
  /** What it was, content included: the same `client_id` with another is a mistake of the outbox. */
  content: string;
  message_id: string;
  seq: number;
  text: string;
  kind: OutboxEntry['act']['kind'];
}

/** One run on its way. The test decides what becomes of it. */
export interface Request {
  entries: readonly OutboxEntry[];
  /** Who sent it. */
  from: string;
  isAnswered: boolean;
  /** The relay takes it in now, or only so many of it; what it would say. */
  arrive(count?: number): Settlement[];
  answer(settlements: readonly Settlement[]): void;
}

/**
 * What an outbox may rely on in a relay, docs/protocol.md section 1 "Once": a `client_id` counts once, a batch is taken whole
 * or not at all, a conversation may turn out to be another one. Keeps what it took in the order it took it.
 */
export class SimRelay {
  rows: Row[] = [];
  epoch = 1;
  /** Requests without an answer, oldest first. */
  requests: Request[] = [];
  /** Everything that was ever handed over. */
  sent: Request[] = [];
  readonly mistakes: string[] = [];
  /** What it will never take, and why. */
  readonly refuses = new Map<string, Code>();
  /** Conversations that turn out to be another one. */
  readonly pointers = new Map<string, string>();
  #minted = 0;

  carrier(from = 'tab'): Carrier {
    return (entries) =>
      new Promise((resolve) => {
        this.#check(entries, from);
        const request: Request = {
          entries: structuredClone([...entries]),
          from,
          isAnswered: false,
          arrive: (count) => this.#take(request.entries.slice(0, count)),
          answer: (settlements) => {
            request.isAnswered = true;
            this.requests = this.requests.filter((other) => other !== request);
            resolve(settlements);
          },
        };
        this.requests.push(request);
        this.sent.push(request);
      });
  }

  /** Takes in what is on its way, and answers it. */
  async serve(settled: () => Promise<void>): Promise<void> {
    for (await settled(); this.requests.length > 0; await settled()) {
      for (const request of [...this.requests]) request.answer(request.arrive());
    }
  }

  texts(conversationId: string): string[] {
    return this.rows
      .filter(({ conversation_id, kind }) => conversation_id === conversationId && kind === 'send')
      .map(({ text }) => text);
  }

  /** Goes back to an older state, as a restored backup does: the first `kept` rows, with the texts they began with. */
  restore(kept: number): void {
    this.epoch++;
    this.rows = this.rows.slice(0, kept);
    for (const row of this.rows) {
      const edits = this.rows.filter(({ kind, message_id }) => kind === 'edit' && message_id === row.message_id);
      if (row.kind === 'send') row.text = edits.at(-1)?.text ?? (JSON.parse(row.content) as { text: string }).text;
    }
  }

  has(messageId: string): boolean {
    return this.rows.some(({ message_id, kind }) => kind === 'send' && message_id === messageId);
  }

  /** One unanswered run a conversation and tab. */
  #check(entries: readonly OutboxEntry[], from: string): void {
    const conversations = new Set(entries.map(({ conversation_id }) => conversation_id));
    if (conversations.size !== 1) this.mistakes.push(`a run of ${conversations.size} conversations`);
    if (entries.length > 1 && entries.some(({ act, open }) => act.kind !== 'send' || open)) {
      this.mistakes.push('a batch of more than plain sends');
    }
    for (const other of this.requests) {
      const isSame = other.from === from && conversations.has(other.entries[0]?.conversation_id ?? '');
      if (isSame) this.mistakes.push(`a second unanswered run by ${from}`);
    }
    if (entries.some(({ was_sent, state }) => !was_sent || state !== 'sending'))
      this.mistakes.push('not marked as sent');
  }

  #take(entries: readonly OutboxEntry[]): Settlement[] {
    const faulty = entries.flatMap((entry): Settlement[] => {
      const code = this.#faultOf(entry);
      return code ? [{ client_id: entry.client_id, kind: 'refused', code, detail: code }] : [];
    });
    // All or nothing.
    return faulty.length > 0 ? faulty : entries.map((entry) => this.#ack(entry));
  }

  #faultOf({ client_id, act }: OutboxEntry): Code | undefined {
    const known = this.rows.find((row) => row.client_id === client_id);
    if (known && known.content !== JSON.stringify(act.kind === 'send' ? act.content : { ...act, message_id: '' })) {
      this.mistakes.push(`${client_id} came again with another content`);
      return 'idempotency_mismatch';
    }
    if (known) return undefined;
    if (act.kind !== 'send' && !this.has(act.message_id)) return 'not_found';
    return this.refuses.get(client_id);
  }

  #ack(entry: OutboxEntry): Settlement {
    const { client_id, act } = entry;
    const known = this.rows.find((row) => row.client_id === client_id);
    const row = known ?? this.#insert(entry);
    return {
      client_id,
      kind: 'acked',
      conversation_id: row.conversation_id,
      message_id: row.message_id,
      seq: row.seq,
      rev: row.seq,
      duplicate: known !== undefined,
      epoch: act.kind === 'send' ? String(this.epoch) : null,
    };
  }

  #insert({ client_id, conversation_id, act }: OutboxEntry): Row {
    const row: Row = {
      client_id,
      conversation_id: this.pointers.get(conversation_id) ?? conversation_id,
      content: JSON.stringify(act.kind === 'send' ? act.content : { ...act, message_id: '' }),
      message_id: act.kind === 'send' ? `m${this.epoch}-${++this.#minted}` : act.message_id,
      seq: this.rows.length + 1,
      text: act.kind === 'send' ? (act.content.text ?? '') : act.kind === 'edit' ? act.text : '',
      kind: act.kind,
    };
    this.rows.push(row);
    const target = this.rows.find(({ kind, message_id }) => kind === 'send' && message_id === row.message_id);
    if (target && act.kind === 'edit') target.text = act.text;
    return row;
  }
}

/** The same answer to each of a run. */
export const failing = (
  { entries }: Request,
  code: Code | 'network' = 'network',
  retry_after: number | null = null,
): Settlement[] => entries.map(({ client_id }) => ({ client_id, kind: 'retry', code, detail: code, retry_after }));

/** For tests without files. */
export const noUploads: Uploader = () => {
  throw new Error('There is nothing to upload.');
};
