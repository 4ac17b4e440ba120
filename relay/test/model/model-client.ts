/**
 * One viewer of the model: the SDK's real `Apply` over its real stores. Only the wires between it and the relay are the
 * model's, so that it can hold, cut, double and reorder what travels.
 */
import assert from 'node:assert/strict';
import { Apply } from '../../../sdk/src/store/apply.js';
import { createStores } from '../../../sdk/src/store/create-stores.js';
import type { OutboxEntry } from '../../../sdk/src/entry.js';
import type { EventsAnswer, EventsQuery, MessagesPage, RelayFrame } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import { Conversing } from '../../src/socket/conversing.js';
import type { ParsedFrame } from '../../src/socket/frames.js';
import type { HandClock } from '../replies/hand-clock.js';
import { CONVERSATION, TENANT, type ModelRelay } from './model-relay.js';
import { decodeFrames } from './server-frames.js';

type Request = ReturnType<Apply['ask']>;
type Older = NonNullable<ReturnType<Apply['olderRequest']>>;

/** An HTTP answer on its way: it may come late, in any order, or never. */
type Late =
  | { readonly kind: 'events'; readonly answer: EventsAnswer; readonly request: Request }
  | { readonly kind: 'older'; readonly page: MessagesPage; readonly request: Older }
  /** Another tab's answer, as it comes over the tabs' channel. */
  | { readonly kind: 'shared'; readonly answer: EventsAnswer; readonly since: number | null };

interface Line {
  readonly conversing: Conversing;
  readonly wire: ReturnType<Apply['wire']>;
  /** Written by the relay, not read yet. */
  pipe: RelayFrame[];
  isOpen: boolean;
}

/** What a room says to all. */
const LIVE: ReadonlySet<RelayFrame['type']> = new Set([
  ...(['message:new', 'message:updated', 'message:delta', 'conversation:updated', 'head', 'read'] as const),
]);

/** After this time without an answer a client may ask again: the wire has swallowed the question. */
const ANSWER_MS = 20_000;

/** Pages small enough for a run of some dozen messages to have several. */
const PAGE = 4;

const questionOf = ({ since, at, epoch }: Request): EventsQuery => ({
  ...(since !== null && { since }),
  ...(at && { at }),
  ...(epoch !== null && { epoch }),
});

export class ModelClient {
  stores = createStores();
  apply: Apply;
  line: Line | null = null;
  late: Late[] = [];
  entries: OutboxEntry[] = [];
  /** Membership was lost, as the relay said. */
  isOut = false;
  /** Requests made: what a sync loop would make grow. */
  asked = 0;
  #sends = 0;
  #patientUntil = 0;

  constructor(
    readonly name: string,
    private readonly relay: ModelRelay,
    private readonly clock: HandClock,
    /** Which of the person's tabs it is. */
    private readonly tab = 1,
  ) {
    this.apply = this.#fresh();
  }

  get principal(): Principal {
    const principal = this.relay.principals.get(this.name);
    if (!principal) throw new Error(`Nobody is called ${this.name}.`);
    return principal;
  }

  /** Opens a socket with what the client knows. Whatever the last one had on its way is lost. */
  async connect(): Promise<void> {
    this.cut();
    if (this.isOut) return;
    const { ground } = this.relay;
    const { principal } = this;
    const wire = this.#counted(() => this.apply.wire());
    const hello = { type: 'hello', v: 1, token: this.name, ...questionOf(wire.request) } as const;
    const pipe: RelayFrame[] = [];
    const close = (code: number) => this.#closed(line, code);
    const conversing = new Conversing(ground, principal, hello, {
      outlet: {
        write: (bytes, drained) => {
          if (line.isOpen) pipe.push(...decodeFrames(bytes).map((text) => JSON.parse(text) as RelayFrame));
          queueMicrotask(() => drained?.());
          return true;
        },
        cork: () => undefined,
        uncork: () => undefined,
        writableLength: 0,
      },
      close,
      cut: () => close(1006),
      ping: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
    });
    const line: Line = { conversing, wire, pipe, isOpen: true };
    this.line = line;
    try {
      await ground.service.enter(principal, CONVERSATION);
      await ground.hub.join(CONVERSATION, conversing, (room) => conversing.begin(room));
    } catch {
      this.#closed(line, 4404);
    }
  }

  /** The connection is gone, with all that it had on its way. */
  cut(): void {
    const { line } = this;
    this.line = null;
    if (!line) return;
    line.isOpen = false;
    line.conversing.end();
    this.apply.lost(line.wire.request);
  }

  /** Reads up to `count` frames off the socket. */
  read(count: number): void {
    for (let i = 0; i < count && this.line?.isOpen; i += 1) {
      const { line } = this;
      const frame = line.pipe.shift();
      if (!frame) return;
      if (frame.type === 'ack') this.#acked(frame.client_id, frame, line.wire.epoch);
      if (frame.type === 'nack' && frame.client_id !== undefined && !frame.retryable) this.#refused(frame.client_id);
      if (frame.type === 'ping') this.#say({ type: 'pong' });
      this.apply.frame(line.wire, frame);
    }
    this.apply.flush();
  }

  /**
   * Loses, moves or doubles a live frame on its way. No socket does, but a relay with a bus of many, a proxy or a tab that
   * hands frames on may; what a socket says of itself (`welcome`, `reset`, pages, answers) stays in its place.
   */
  disturb(how: 'drop' | 'swap' | 'double', nth: number): void {
    const pipe = this.line?.pipe ?? [];
    const live = pipe.flatMap((frame, i) => (LIVE.has(frame.type) ? [i] : []));
    const at = live[nth % Math.max(1, live.length)];
    const frame = at === undefined ? undefined : pipe[at];
    if (at === undefined || frame === undefined) return;
    if (how === 'double') pipe.splice(at, 0, structuredClone(frame));
    else {
      pipe.splice(at, 1);
      const next = pipe[at];
      if (how === 'swap') pipe.splice(next && LIVE.has(next.type) ? at + 1 : at, 0, frame);
    }
  }

  /** Asks by HTTP; the answer waits until `receive`. */
  async poll(limit = PAGE): Promise<void> {
    if (this.isOut) return;
    const request = this.#counted(() => this.apply.ask());
    // Its answer ends the waiting for whatever the socket was asked.
    this.#patientUntil = 0;
    const query = { ...questionOf(request), limit, wait: 0 };
    const never = new AbortController().signal;
    try {
      const answer = await this.relay.service.events(this.principal, CONVERSATION, query, never);
      this.late.push({ kind: 'events', answer, request });
    } catch {
      this.apply.lost(request);
      this.#out();
    }
  }

  async askOlder(): Promise<void> {
    const request = this.apply.olderRequest();
    if (!request || this.isOut) return;
    try {
      const query = { before: request.before, limit: PAGE };
      this.late.push({
        kind: 'older',
        page: await this.relay.service.messages(this.principal, CONVERSATION, query),
        request,
      });
    } catch {
      this.#out();
    }
  }

  /** Takes the `nth` HTTP answer on its way; a copy of it comes over the channel to these tabs, later. */
  receive(nth: number, tabs: readonly ModelClient[] = []): void {
    const [late] = this.late.splice(nth % Math.max(1, this.late.length), 1);
    if (!late) return;
    if (late.kind === 'events') {
      for (const tab of tabs) {
        if (tab.isOut) continue;
        tab.late.push({ kind: 'shared', answer: structuredClone(late.answer), since: late.request.since });
      }
      this.apply.answer(late.answer, late.request);
    } else if (late.kind === 'older') this.apply.olderPage(late.page, late.request);
    else this.apply.shared(late.answer, late.since);
    this.apply.flush();
  }

  /** An HTTP answer never comes. */
  loseAnswer(nth: number): void {
    const [late] = this.late.splice(nth % Math.max(1, this.late.length), 1);
    if (late?.kind === 'events') this.apply.lost(late.request);
  }

  /** Queues a message; over the socket where one is open, else it waits for `post`. */
  send(text: string): void {
    this.#sends += 1;
    const client_id = `${this.name}-${this.tab}-${this.#sends}`;
    this.entries.push({
      ...{ client_id, conversation_id: CONVERSATION, open: null, order: this.#sends, created_at: this.relay.now() },
      act: { kind: 'send', content: { text } },
      ...{ state: 'queued', was_sent: false, attempts: 0, error: null, not_before: 0, ack: null },
    });
    this.#show();
    if (this.line?.isOpen) this.#say({ type: 'message:new', client_id, text });
  }

  /** Sends what is not acknowledged by HTTP, in order. Its answer counts at once, the row comes by the wires. */
  async post(): Promise<void> {
    for (const entry of this.entries) {
      const epoch = this.apply.epoch;
      const isLost = entry.ack !== null && entry.ack.epoch !== epoch;
      if (this.isOut || entry.act.kind !== 'send' || entry.state === 'failed' || (entry.ack && !isLost)) continue;
      const item = { ...entry.act.content, client_id: entry.client_id };
      const result = await this.relay.service
        .send(this.principal, { conversation_id: CONVERSATION, items: [item] })
        .catch(() => null);
      const settled = result?.settled[0];
      if (!settled) return this.#out();
      this.#acked(entry.client_id, settled, `${this.relay.store.epoch}.${this.principal.user.role}`);
    }
    this.apply.flush();
  }

  /** The page is loaded again: what the cache kept is all that is left, and the outbox, which is the user's. */
  reload(): void {
    const snapshot = this.apply.snapshot();
    this.cut();
    this.late = [];
    this.apply = this.#fresh();
    if (snapshot) this.apply.cached(structuredClone(snapshot));
    this.#show();
  }

  /** What was typed is on the screen at every moment: as an entry, or as the row that it became. */
  async assertNothingVanished(): Promise<void> {
    const shown = new Set(
      this.stores.$timeline.get().map(({ entry, message }) => entry?.client_id ?? message?.client_id ?? null),
    );
    const missing = this.entries.filter(({ client_id, state }) => state !== 'failed' && !shown.has(client_id));
    if (missing.length === 0) return;
    const { cursor, from } = this.apply.snapshot() ?? { cursor: -1, from: 0 };
    const rows = (await this.relay.shownTo(this.principal))?.rows ?? [];
    for (const { client_id, ack } of missing) {
      // Its row may lie before the loaded part; it may have gone, or been changed and come with the next page.
      const row = rows.find((mine) => mine.client_id === client_id && mine.sender.id === this.name);
      const isKnown = (row !== undefined && row.seq < from) || (ack !== null && ack.rev <= cursor);
      assert(isKnown, `${this.name}'s ${client_id} is nowhere on the screen`);
    }
  }

  /** What is shown belongs to an epoch, and that to a role: whatever comes late from another, a `user` sees no note by it. */
  assertNothingForbidden(): void {
    if (this.apply.epoch?.endsWith('.user') !== true) return;
    const notes = this.stores.$messages.get().filter(({ type }) => type === 'note');
    assert.equal(notes.length, 0, `${this.name} sees a note`);
  }

  /** Another token for the same person, in place. */
  refresh(): void {
    if (this.line?.isOpen) this.#say({ type: 'auth', token: this.name });
  }

  /** The relay took them in again. */
  invited(): void {
    this.isOut = false;
  }

  #fresh(): Apply {
    this.stores = createStores();
    const apply = new Apply(this.stores, {
      clock: { now: () => this.clock.now(), after: (ms, run) => this.clock.after(ms, run), random: () => 0.5 },
      onWish: () => this.#wished(),
    });
    apply.open(CONVERSATION);
    apply.you({ user: this.principal.user, tenant: TENANT });
    return apply;
  }

  #wished(): void {
    const { line } = this;
    if (!line?.isOpen) return;
    const last = this.clock.now() < this.#patientUntil ? line.wire.request : null;
    const request = this.#counted(() => this.apply.askBy(line.wire));
    // After a reset the last question is void; otherwise its answer is to be waited for.
    assert(last?.history !== request.history, `${this.name} asks while the answer to the last question is on its way`);
    this.#say({ type: 'sync', ...questionOf(request) });
  }

  #say(frame: Extract<ParsedFrame, { kind: 'frame' }>['frame']): void {
    this.line?.conversing.heard({ kind: 'frame', frame });
  }

  #acked(clientId: string, ack: { message_id: string; seq: number; rev: number }, epoch: string | null): void {
    const { message_id, seq, rev } = ack;
    this.entries = this.entries.map((entry) =>
      entry.client_id === clientId
        ? { ...entry, state: 'settled', ack: { message_id, seq, rev, at: this.relay.now(), epoch } }
        : entry,
    );
    this.#show();
  }

  #refused(clientId: string): void {
    this.entries = this.entries.map((entry) => (entry.client_id === clientId ? { ...entry, state: 'failed' } : entry));
    this.#show();
  }

  #show(): void {
    this.apply.outbox(this.entries);
  }

  #closed(line: Line, code: number): void {
    if (!line.isOpen) return;
    line.isOpen = false;
    line.conversing.end();
    if (this.line === line) this.line = null;
    this.apply.lost(line.wire.request);
    if (code === 4404) this.#out();
  }

  /** Losing membership deletes what was cached. */
  #out(): void {
    this.isOut = true;
    this.cut();
    this.late = [];
    this.apply.open(CONVERSATION);
    this.#show();
  }

  #counted<T>(ask: () => T): T {
    this.asked += 1;
    this.#patientUntil = this.clock.now() + ANSWER_MS;
    return ask();
  }
}
