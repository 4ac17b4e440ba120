/**
 * Two tabs, one shelf, one relay, and everything that may come between them. What must be true at the end is in `verdict`;
 * nothing in here knows how the outbox does it.
 */
import type { OutboxEntry } from '../../src/entry.js';
import { createMemoryOutboxStore, createOutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import { createOutbox } from '../../src/outbox/outbox.js';
import type { Outbox } from '../../src/outbox/outbox.js';
import type { OutboxStore } from '../../src/outbox/outbox-store.js';
import { settled } from './assert.js';
import { createFakeClock } from './fake-clock.js';
import { createFakeTabs } from './fake-tabs.js';
import type { FakeTab } from './fake-tabs.js';
import { noUploads, failing, SimRelay } from './sim-relay.js';
import type { Request } from './sim-relay.js';

/** `exclusive`: a Web Lock. `both lead`: a Web Lock that was lost without a word. `shared`: an insecure origin. */
export type Setting = 'exclusive' | 'both lead' | 'shared';

export type Command =
  | { do: 'send'; tab: number; to: number; isRefused: boolean }
  | { do: 'edit' | 'retry' | 'discard'; tab: number; which: number }
  /** Of requests that are out: `lose` takes it in and loses the answer, `delay` answers as lost what arrives later. */
  | { do: 'answer' | 'lose' | 'drop' | 'delay' | 'part' | 'limit'; which: number }
  /** The relay takes in what had been given up. */
  | { do: 'arrive'; which: number }
  | { do: 'wait'; ms: number }
  | { do: 'kick' | 'crash' | 'disk' | 'line' | 'freeze' | 'lead'; tab: number }
  | { do: 'restore'; kept: number };

interface Typed {
  entry: OutboxEntry;
  /** Where it was typed. */
  to: string;
  isRefused: boolean;
  isDiscarded: boolean;
  text: string;
}

interface ModelTab {
  outbox: Outbox;
  tab: FakeTab;
  isLineUp: boolean;
  isDiskBroken: boolean;
}

const CONVERSATIONS = ['new', 'c2', 'c3'];
const NAMES = ['one', 'two'];
/** What `new` turns out to be. */
const POINTED_TO = 'c2';

export class OutboxModel {
  readonly relay = new SimRelay();
  readonly #clock = createFakeClock(() => this.#chance());
  readonly #shelf = createOutboxShelf();
  readonly #channel;
  readonly #tabs: ModelTab[] = [];
  readonly #typed: Typed[] = [];
  #delayed: Request[] = [];
  #count = 0;
  #seed = 1;

  constructor(private readonly setting: Setting) {
    this.#channel = createFakeTabs(setting !== 'shared');
    this.relay.pointers.set('new', POINTED_TO);
    NAMES.forEach((_, i) => this.#open(i));
  }

  async run(commands: readonly Command[]): Promise<void> {
    await settled();
    for (const command of commands) {
      await this.#obey(command);
      await settled();
    }
  }

  /** Everything that can go right from now on does, for as long as it takes. */
  async heal(): Promise<void> {
    for (const tab of this.#tabs) {
      Object.assign(tab, { isLineUp: true, isDiskBroken: false });
      tab.tab.isFrozen = false;
    }
    for (let i = 0; i < 40; i++) {
      await this.relay.serve(settled);
      for (const { outbox } of this.#tabs) outbox.kick();
      await settled();
      await this.relay.serve(settled);
      if (this.#kept().every(({ state }) => state === 'settled' || state === 'failed')) break;
      const pause = (this.#clock.next() ?? Infinity) - this.#clock.now();
      // Nothing but housekeeping is left to come.
      if (pause > 600_000) break;
      this.#clock.advance(pause);
    }
    await settled();
    for (const { outbox } of this.#tabs) outbox.kick();
    await settled();
  }

  /** What is not as it must be; empty when all is well. */
  verdict(): string[] {
    return [...this.relay.mistakes, ...this.#fates(), ...this.#orders(), ...this.#pictures()];
  }

  close(): void {
    for (const { outbox } of this.#tabs) outbox.close();
    if (this.#clock.timers > 0) throw new Error('timers left after close');
  }

  /** Everything typed was taken once with its last text, or is parked because it is refused. Nothing else waits. */
  #fates(): string[] {
    const kept = this.#kept();
    const wrong: string[] = [];
    for (const { entry, isRefused, isDiscarded, text } of this.#typed) {
      const rows = this.relay.rows.filter(({ client_id }) => client_id === entry.client_id);
      const state = kept.find(({ client_id }) => client_id === entry.client_id)?.state;
      const name = `"${text}"`;
      if (
        rows[0] &&
        kept.some((it) => it.client_id === entry.client_id && it.conversation_id !== rows[0]?.conversation_id)
      ) {
        wrong.push(`${name} is shown in another conversation than where it is`);
      }
      if (rows.length > 1) wrong.push(`${name} was taken ${rows.length} times`);
      if (isDiscarded) {
        if (state) wrong.push(`${name} was discarded and is ${state}`);
        continue;
      }
      if (isRefused ? state !== 'failed' || rows.length > 0 : state !== 'settled' || rows.length !== 1) {
        wrong.push(`${name} is ${state ?? 'lost'}, taken ${rows.length} times`);
      }
      if (rows[0] && rows[0].text !== text) wrong.push(`${name} reads "${rows[0].text}"`);
    }
    const parked = new Set(this.#typed.filter((it) => it.isRefused).map(({ entry }) => entry.client_id));
    for (const { state, act, client_id } of kept) {
      const waits = state === 'queued' && 'message_id' in act && parked.has(act.message_id);
      if (state !== 'settled' && !parked.has(client_id) && !waits) wrong.push(`a ${act.kind} is ${state} for ever`);
    }
    return wrong;
  }

  /** What was typed into one conversation was taken in that order. */
  #orders(): string[] {
    return CONVERSATIONS.flatMap((to) => {
      const mine = this.#typed.filter((it) => it.to === to && !it.isDiscarded).map(({ entry }) => entry);
      const expected = [...mine].sort((a, b) => a.order - b.order).map(({ client_id }) => client_id);
      const taken = this.relay.rows.map(({ client_id }) => client_id).filter((id) => expected.includes(id));
      const inOrder = expected.filter((id) => taken.includes(id));
      return String(taken) === String(inOrder) ? [] : [`${to} was taken in another order`];
    });
  }

  /** Each tab shows what is kept. */
  #pictures(): string[] {
    return this.#tabs.flatMap(({ outbox }, i) =>
      [...CONVERSATIONS].flatMap((id) => {
        const kept = JSON.stringify(this.#kept().filter(({ conversation_id }) => conversation_id === id));
        return JSON.stringify(outbox.entries(id)) === kept ? [] : [`tab ${i} shows another ${id}`];
      }),
    );
  }

  #kept(): OutboxEntry[] {
    return [...this.#shelf.entries.values()];
  }

  /** Park and Miller's generator: every run is the same again. */
  #chance(): number {
    this.#seed = (this.#seed * 16_807) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  #open(i: number): void {
    const tab = this.#channel.add(this.setting === 'both lead' || i === 0);
    const memory = createMemoryOutboxStore(this.#shelf);
    const store: OutboxStore = {
      ...memory,
      durable: true,
      change: (scope, edit) =>
        this.#tabs[i]?.isDiskBroken ? Promise.reject(new Error('disk')) : memory.change(scope, edit),
    };
    const outbox = createOutbox({
      store,
      tabs: tab,
      carrier: this.relay.carrier(`${NAMES[i] ?? ''} ${this.#count++}`),
      uploader: noUploads,
      clock: this.#clock,
      limits: () => ({ send_burst: 3, frame_bytes: 65_536 }),
      isReady: () => this.#tabs[i]?.isLineUp ?? true,
    });
    this.#tabs[i] = { outbox, tab, isLineUp: true, isDiskBroken: false };
    this.#tellEpoch(outbox);
  }

  /** As each welcome does, before anything is sent. */
  #tellEpoch(outbox: Outbox): void {
    const epoch = String(this.relay.epoch);
    for (const id of CONVERSATIONS) outbox.resendAfterReset(id, epoch, (messageId) => this.relay.has(messageId));
  }

  async #obey(command: Command): Promise<void> {
    switch (command.do) {
      case 'send':
        return this.#send(command);
      case 'edit':
      case 'retry':
      case 'discard':
        return this.#treat(command);
      case 'wait':
        this.#clock.advance(command.ms);
        return;
      case 'arrive': {
        const [request] = this.#delayed.splice(command.which % Math.max(1, this.#delayed.length), 1);
        request?.arrive();
        return;
      }
      case 'restore':
        return this.#restore(command.kept);
      case 'answer':
      case 'lose':
      case 'drop':
      case 'delay':
      case 'part':
      case 'limit':
        return this.#reply(command);
      default:
        return this.#disturb(command);
    }
  }

  async #send({ tab, to, isRefused }: Extract<Command, { do: 'send' }>): Promise<void> {
    const text = `text ${this.#count++}`;
    const conversation = CONVERSATIONS[to] ?? 'c3';
    const act = { kind: 'send', content: { text } } as const;
    const entry = await this.#of(tab)
      .enqueue(conversation, act, conversation === 'new' ? { title: 'A new one' } : null)
      .catch(() => null);
    if (!entry) return;
    this.#typed.push({ entry, to: conversation, isRefused, isDiscarded: false, text });
    if (isRefused) this.relay.refuses.set(entry.client_id, 'forbidden');
  }

  async #treat({
    do: what,
    tab,
    which,
  }: {
    do: 'edit' | 'retry' | 'discard';
    tab: number;
    which: number;
  }): Promise<void> {
    const typed = this.#typed[which % Math.max(1, this.#typed.length)];
    if (!typed || typed.isDiscarded) return;
    const { client_id } = typed.entry;
    if (what === 'retry')
      await this.#of(tab)
        .retry(client_id)
        .catch(() => undefined);
    if (what === 'discard')
      typed.isDiscarded = await this.#of(tab)
        .discard(client_id)
        .catch(() => false);
    if (what !== 'edit') return;
    const text = `${typed.text}+`;
    const isKept = await this.#of(tab)
      .edit(client_id, text)
      .then(() => true)
      .catch(() => false);
    if (isKept) typed.text = text;
  }

  #reply({
    do: what,
    which,
  }: Extract<Command, { do: 'answer' | 'lose' | 'drop' | 'delay' | 'part' | 'limit'; which: number }>) {
    const request = this.relay.requests[which % Math.max(1, this.relay.requests.length)];
    if (!request) return;
    if (what === 'answer') return request.answer(request.arrive());
    if (what === 'lose') request.arrive();
    if (what === 'delay') this.#delayed.push(request);
    // What a carrier leaves out was not tried.
    if (what === 'part') return request.answer(request.arrive(1));
    request.answer(what === 'limit' ? failing(request, 'rate_limited', 3) : failing(request));
  }

  #disturb({
    do: what,
    tab,
  }: Extract<Command, { tab: number; do: 'kick' | 'crash' | 'disk' | 'line' | 'freeze' | 'lead' }>) {
    const one = this.#tabs[tab];
    if (!one) return;
    if (what === 'kick') one.outbox.kick();
    if (what === 'disk') one.isDiskBroken = !one.isDiskBroken;
    if (what === 'freeze') one.tab.isFrozen = !one.tab.isFrozen;
    if (what === 'line') {
      one.isLineUp = !one.isLineUp;
      if (one.isLineUp) one.outbox.kick();
    }
    if (what === 'lead' && this.setting === 'exclusive') this.#tabs.forEach((it, i) => it.tab.lead(i === tab));
    if (what === 'crash') this.#crash(tab);
  }

  /** The tab is gone, and opened again. What it had out may arrive yet; another one leads. */
  #crash(i: number): void {
    const name = `${NAMES[i] ?? ''} `;
    const { outbox, tab } = this.#tabs[i] ?? {};
    outbox?.close();
    tab?.close();
    const out = this.relay.requests.filter(({ from }) => from.startsWith(name));
    this.#delayed.push(...out);
    this.relay.requests = this.relay.requests.filter((request) => !out.includes(request));
    this.#open(i);
    if (this.setting === 'exclusive') this.#tabs.forEach((it, j) => it.tab.lead(i !== j));
  }

  /** Connections break, an old state comes back, and each tab that hears of it says so to its outbox at once. */
  #restore(kept: number): void {
    this.#delayed = [];
    for (const request of [...this.relay.requests]) request.answer(failing(request));
    this.relay.restore(Math.min(kept, this.relay.rows.length));
    for (const { outbox } of this.#tabs) this.#tellEpoch(outbox);
  }

  #of(tab: number): Outbox {
    const one = this.#tabs[tab];
    if (!one) throw new Error(`no tab ${tab}`);
    return one.outbox;
  }
}
