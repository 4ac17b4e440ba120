/**
 * The relay's half of the model: the real service, hub and socket sessions over the real kernel, with the clock, the bus's
 * order and the wires in the model's hand.
 */
import { DEFAULT_LIMITS, type Limits, type Message, type User } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import type { Bus, BusEvent } from '../../src/bus/bus.js';
import { createHub, type Hub } from '../../src/delivery/hub.js';
import { silentLog } from '../../src/delivery/delivery.js';
import { RelayError } from '../../src/errors.js';
import { accessOf, audienceOf } from '../../src/service/access.js';
import { createChatService, views } from '../../src/service/chat-service.js';
import type { ReplyDesk } from '../../src/service/replies/reply-desk.js';
import type { ChatService } from '../../src/service/service.js';
import { Counts } from '../../src/socket/counts.js';
import type { SessionGround } from '../../src/socket/session.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { ReplyStartWrite, SendWrite, Store, Write } from '../../src/store/store.js';
import type { HandClock } from '../replies/hand-clock.js';

export const TENANT = 'default';
export const CONVERSATION = '0190a000-0000-7000-8000-000000000001';
const BOT: User = { id: 'bot', name: 'Assistant', role: 'bot', avatar: null };

/** Rates are tested elsewhere; here they would only make runs long. */
const LIMITS: Readonly<Limits> = { ...DEFAULT_LIMITS, sends_per_second: 1e6, send_burst: 1e6, sockets_per_user: 1e6 };

const noDesk: ReplyDesk = {
  request: () => Promise.reject(new RelayError('bot_off')),
  stop: () => Promise.resolve(),
};

/** Keeps what is published until it is let go, in the order that the model wants. */
class HeldBus implements Bus {
  readonly #listeners = new Set<(event: BusEvent) => void>();
  #held: BusEvent[] = [];
  isHolding = false;

  publish(event: BusEvent): void {
    if (this.isHolding) this.#held.push(event);
    else this.#tell(event);
  }

  /** Lets go of everything; an odd `turn` brings the later half first. */
  release(turn = 0): void {
    this.isHolding = false;
    const held = this.#held.splice(0);
    const half = turn % 2 === 0 ? 0 : held.length >> 1;
    for (const event of [...held.slice(half), ...held.slice(0, half)]) this.#tell(event);
  }

  subscribe(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #tell(event: BusEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

interface Stream {
  readonly id: string;
  readonly lease: string;
  text: string;
}

/** One run's relay. A restart or a fork replaces everything but the past writes. */
export class ModelRelay {
  readonly principals = new Map<string, Principal>();
  bus = new HeldBus();
  store!: Store;
  hub!: Hub;
  service!: ChatService & { close(): void };
  ground!: SessionGround;
  stream: Stream | null = null;
  /** Everything that was ever written, in order: the store is deterministic, so a prefix of it is an older backup. */
  #writes: Write[] = [];
  #epochs = 0;
  #ids = 0;

  constructor(readonly clock: HandClock) {}

  /** Starts on the first `writes` of the past under a new epoch, or on all of it under the present one. */
  async start(options: { fork?: number } = {}): Promise<void> {
    this.service?.close();
    this.hub?.close();
    this.bus = new HeldBus();
    this.stream = null;
    if (options.fork !== undefined) this.#writes = this.#writes.slice(0, this.#writes.length - options.fork);
    if (!this.store || options.fork !== undefined) await this.#open();
    const { store, clock, bus } = this;
    this.hub = createHub({ store, bus, clock, views, limits: LIMITS, relay: 'model' });
    this.service = createChatService({
      ...{ store, bus, clock, limits: LIMITS, delivery: this.hub, replies: noDesk },
      newId: () => this.newId(),
    });
    this.ground = {
      ...{ service: this.service, hub: this.hub, clock, limits: LIMITS, log: silentLog },
      authenticate: async (token) =>
        this.principals.get(token ?? '') ?? Promise.reject(new RelayError('token_invalid')),
      perUser: new Counts(1e6),
    };
    await this.#endDeadStreams();
  }

  newId(): string {
    this.#ids += 1;
    return `0190b000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
  }

  now(): string {
    return new Date(this.clock.now()).toISOString();
  }

  async write(write: Write) {
    return this.store.write(write);
  }

  async retain(limit: number): Promise<void> {
    const outcome = await this.write({ kind: 'retain', ...this.#byRelay(), before: '9999-01-01T00:00:00.000Z', limit });
    if (!outcome.ok || outcome.removed === 0) return;
    const record = await this.store.conversation(TENANT, CONVERSATION);
    if (!record) return;
    const { floor } = record;
    this.bus.publish({
      kind: 'ephemeral',
      event: { kind: 'floor', tenant: TENANT, conversation_id: CONVERSATION, floor },
    });
  }

  async startReply(): Promise<void> {
    const context = await this.store.replyContext(TENANT, CONVERSATION, null);
    if (!context || this.stream) return;
    const lease = this.newId();
    const write: ReplyStartWrite = {
      ...{ kind: 'reply-start', ...this.#byRelay(), message_id: this.newId(), answers: context.message.id, lease },
      lease_until: new Date(this.clock.now() + 3_600_000).toISOString(),
    };
    const outcome = await this.write(write);
    const id = outcome.ok && outcome.started ? outcome.settled[0]?.message_id : undefined;
    if (id !== undefined) this.stream = { id, lease, text: '' };
  }

  delta(text: string): void {
    const { stream } = this;
    if (!stream) return;
    const event = { tenant: TENANT, conversation_id: CONVERSATION, message_id: stream.id };
    this.bus.publish({ kind: 'ephemeral', event: { kind: 'delta', ...event, offset: stream.text.length, text } });
    stream.text += text;
  }

  async draft(): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    await this.write({
      ...{ kind: 'reply-draft', ...this.#byRelay(), message_id: stream.id, lease: stream.lease, text: stream.text },
      lease_until: new Date(this.clock.now() + 3_600_000).toISOString(),
    });
    const event = { tenant: TENANT, conversation_id: CONVERSATION, message_id: stream.id };
    this.bus.publish({ kind: 'ephemeral', event: { kind: 'draft', ...event, text: stream.text } });
  }

  async endReply(status: 'sent' | 'interrupted'): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    this.stream = null;
    const { id: message_id, lease, text } = stream;
    await this.write({ kind: 'reply-end', ...this.#byRelay(), message_id, lease, text, status });
  }

  /** What the relay would show this viewer: all rows it has, ascending, streaming ones with their whole text so far. */
  async shownTo(principal: Principal): Promise<{ rows: Message[]; floor: number } | null> {
    const result = await this.store.history({
      ...{ tenant: TENANT, conversation_id: CONVERSATION },
      ...{ access: accessOf(principal), audience: audienceOf(principal) },
      ...{ before: null, limit: 1e6, bytes: 1e9 },
    });
    if (!result) return null;
    const { stream } = this;
    const rows = result.rows.map(({ json }) => JSON.parse(json) as Message);
    const whole = rows.map((row) => (row.id === stream?.id ? { ...row, text: stream.text } : row));
    return { rows: whole, floor: result.conversation.floor };
  }

  #byRelay(): Pick<SendWrite, 'tenant' | 'conversation_id' | 'access' | 'actor' | 'now'> {
    const access = { kind: 'staff' } as const;
    return { tenant: TENANT, conversation_id: CONVERSATION, access, actor: BOT, now: this.now() };
  }

  async #open(): Promise<void> {
    this.#epochs += 1;
    const memory = createMemoryStore({ epoch: `epoch-${this.#epochs}` });
    for (const write of this.#writes) await memory.write(write);
    this.store = {
      ...memory,
      write: (write) => {
        this.#writes.push(write);
        return memory.write(write);
      },
    };
  }

  /** As a relay does at boot: what streams was another process's. */
  async #endDeadStreams(): Promise<void> {
    for (const { message_id, lease_until } of await this.store.streaming()) {
      const now = new Date(Date.parse(lease_until) + 1).toISOString();
      const base = { ...this.#byRelay(), now };
      await this.write({ kind: 'reply-end', ...base, message_id, lease: null, text: null, status: 'interrupted' });
    }
  }
}
