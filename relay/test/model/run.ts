/** One run: a list of steps, then quiet, then the question whether every client shows what the relay would show it. */
import assert from 'node:assert/strict';
import type { Rich, TokenRole } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import { createHandClock, settle } from '../replies/hand-clock.js';
import { ModelClient } from './model-client.js';
import { CONVERSATION, ModelRelay, TENANT } from './model-relay.js';
import type { Step } from './steps.js';

const NAMES = ['ana', 'ben', 'dana'] as const;
/** Ana has the page open twice; the tabs hand on to each other what they hear over HTTP. */
const TABS = [...NAMES, 'ana'] as const;
const BUTTONS: Rich = {
  kind: 'buttons',
  buttons: [
    { id: 'y', label: 'Yes', value: 'yes' },
    { id: 'n', label: 'No', value: 'no' },
  ],
};
/** What a relay writes pings at. */
const PING_MS = 15_000;

const principalOf = (name: string, role: TokenRole): Principal => ({
  tenant: TENANT,
  user: { id: name, name, role, avatar: null },
  subjects: [],
  expiresAt: Number.MAX_SAFE_INTEGER,
});

class Run {
  readonly clock = createHandClock();
  readonly relay = new ModelRelay(this.clock);
  readonly clients: ModelClient[] = [];

  /** Ana and Ben are customers in one conversation with some history, Dana is an agent. */
  async begin(): Promise<void> {
    for (const name of NAMES) this.relay.principals.set(name, principalOf(name, name === 'dana' ? 'agent' : 'user'));
    await this.relay.start();
    await this.relay.service.createConversation(this.principal('ana'), { id: CONVERSATION, title: 'Renewal' });
    await this.relay.service.addParticipant(this.principal('dana'), CONVERSATION, this.principal('ben').user);
    for (let i = 0; i < 6; i += 1) await this.say(i, i % 3 === 2);
    for (const [at, name] of TABS.entries()) {
      this.clients.push(
        new ModelClient(name, this.relay, this.clock, 1 + TABS.slice(0, at).filter((n) => n === name).length),
      );
    }
    await settle();
  }

  principal(name: string): Principal {
    return this.relay.principals.get(name) ?? principalOf(name, 'user');
  }

  client(n: number): ModelClient {
    const client = this.clients[n % this.clients.length];
    assert(client);
    return client;
  }

  /** Somebody writes past the clients of this model: another device, another integration. */
  async say(n: number, isNote: boolean): Promise<void> {
    const by = this.principal(isNote ? 'dana' : (NAMES[n % NAMES.length] ?? 'ana'));
    const item = { text: `${isNote ? 'note' : 'text'} ${n}`, ...(isNote && { type: 'note' as const }) };
    await this.relay.service.send(by, { conversation_id: CONVERSATION, items: [item] }).catch(() => undefined);
  }

  async step(step: Step): Promise<void> {
    await this.#take(step);
    // Two things that happen at the same millisecond look alike where time tells them apart.
    await this.clock.advance(1);
    await settle(2);
    for (const client of this.clients) {
      client.apply.flush();
      await client.assertNothingVanished();
      client.assertNothingForbidden();
    }
  }

  /** Those that a copy of an answer goes to: none, the other tabs, or all, the one that got it among them. */
  #copiesTo({ name }: ModelClient, n: number): readonly ModelClient[] {
    const tabs = this.clients.filter((client) => client.name === name);
    if (n % 5 === 0) return tabs;
    return n % 5 < 3 ? tabs.filter((client) => client !== this.client(n)) : [];
  }

  async #take({ kind, n }: Step): Promise<void> {
    const client = this.client(n);
    const { relay } = this;
    switch (kind) {
      case 'connect':
        return client.connect();
      case 'cut':
        return client.cut();
      case 'read':
        return client.read(1 + (n >> 2));
      case 'drop':
      case 'swap':
      case 'double':
        return client.disturb(kind, n >> 2);
      case 'poll':
        return client.poll();
      case 'older':
        return client.askOlder();
      case 'receive':
        return client.receive(n >> 2, this.#copiesTo(client, n));
      case 'lose':
        return client.loseAnswer(n >> 2);
      case 'reload':
        return client.reload();
      case 'send':
        return client.send(`from ${client.name}`);
      case 'post':
        return client.post();
      case 'hold':
        relay.bus.isHolding = true;
        return;
      case 'release':
        return relay.bus.release(n);
      case 'ping':
        return this.clock.advance(PING_MS);
      case 'restart':
        return this.#restart();
      case 'fork':
        return this.#restart(1 + (n % 8));
      default:
        return this.#change(kind, n);
    }
  }

  async #restart(fork?: number): Promise<void> {
    for (const client of this.clients) client.cut();
    await this.relay.start(fork === undefined ? {} : { fork });
    // What was refused for want of membership may be allowed in the older state, or the other way round.
    for (const client of this.clients) client.invited();
  }

  /** What happens on the relay. Steps that make no sense at that moment are refused by it, which is as good. */
  async #change(kind: Step['kind'], n: number): Promise<void> {
    const { relay } = this;
    const dana = this.principal('dana');
    switch (kind) {
      case 'say':
        return this.say(n, false);
      case 'note':
        return this.say(n, true);
      case 'edit':
      case 'delete':
      case 'react':
        return this.#touch(kind, n);
      case 'ask':
        return this.#ask(n);
      case 'answer':
        return this.#answer(n);
      case 'mark':
        return this.#mark(n);
      case 'title':
        await relay.service.patchConversation(dana, CONVERSATION, { title: `Title ${n}` }).catch(() => undefined);
        return;
      case 'assign':
        await relay.service
          .patchConversation(dana, CONVERSATION, { assignee: n % 2 === 0 ? 'dana' : null })
          .catch(() => undefined);
        return;
      case 'remove':
        await relay.service.removeParticipant(dana, CONVERSATION, 'ben').catch(() => undefined);
        return;
      case 'add':
        await relay.service.addParticipant(dana, CONVERSATION, this.principal('ben').user).catch(() => undefined);
        this.client(1).invited();
        return;
      case 'retain':
        return relay.retain(1 + (n % 5));
      case 'role':
        return this.#role(n);
      case 'reply':
        return relay.startReply();
      case 'delta':
        return relay.delta(`word${n} `);
      case 'draft':
        return relay.draft();
      case 'end':
        return relay.endReply(n % 3 === 0 ? 'interrupted' : 'sent');
      default:
        throw new Error(`Nobody knows the step ${kind}.`);
    }
  }

  async #touch(kind: 'edit' | 'delete' | 'react', n: number): Promise<void> {
    const { service } = this.relay;
    const shown = await this.relay.shownTo(this.principal('dana'));
    const rows = shown?.rows.filter(({ type }) => type !== 'event') ?? [];
    const row = rows[n % Math.max(1, rows.length)];
    if (!row) return;
    const author = this.relay.principals.get(row.sender.id) ?? this.principal('dana');
    const by = kind === 'react' ? this.principal(NAMES[n % NAMES.length] ?? 'ana') : author;
    const done =
      kind === 'edit'
        ? service.edit(by, { id: row.id, text: `edited ${n}` })
        : kind === 'delete'
          ? service.remove(by, { id: row.id })
          : service.react(by, { id: row.id, emoji: '👍', on: n % 2 === 0 });
    await done.catch(() => undefined);
  }

  async #ask(n: number): Promise<void> {
    const item = { text: `Question ${n}`, rich: BUTTONS };
    const sending = this.relay.service.send(this.principal('dana'), { conversation_id: CONVERSATION, items: [item] });
    await sending.catch(() => undefined);
  }

  /** To the latest question, or to one before it. */
  async #answer(n: number): Promise<void> {
    const shown = await this.relay.shownTo(this.principal('dana'));
    const questions = shown?.rows.filter(({ rich }) => rich?.kind === 'buttons') ?? [];
    const to = questions.at(-1 - (n % 2))?.id;
    if (to === undefined) return;
    const by = this.principal(NAMES[n % NAMES.length] ?? 'ana');
    const rich = { kind: 'answer' as const, to, values: n % 3 === 0 ? { y: 'yes' } : { n: 'no' } };
    const sending = this.relay.service.send(by, { conversation_id: CONVERSATION, items: [{ rich }] });
    await sending.catch(() => undefined);
  }

  async #mark(n: number): Promise<void> {
    const by = this.principal(NAMES[n % NAMES.length] ?? 'ana');
    const shown = await this.relay.shownTo(by);
    const row = shown?.rows[n % Math.max(1, shown.rows.length)];
    if (row) await this.relay.service.read(by, CONVERSATION, row.seq).catch(() => undefined);
  }

  /** Ben becomes an agent or a customer again: by a refresh in place, or with the next connection. */
  async #role(n: number): Promise<void> {
    const now = this.principal('ben').user.role;
    this.relay.principals.set('ben', principalOf('ben', now === 'agent' ? 'user' : 'agent'));
    const ben = this.client(1);
    ben.invited();
    if (n % 2 === 0 && ben.line?.isOpen) return ben.refresh();
    ben.cut();
    // A page that signs in with another role is a page of its own: nothing of the last one's requests is answered there.
    for (let i = ben.late.length; i > 0; i -= 1) ben.loseAnswer(0);
    ben.apply.you({ user: this.principal('ben').user, tenant: TENANT });
  }

  /** Everything on its way arrives, everybody connects, and pings go round until nobody asks any more. */
  async quiet(): Promise<void> {
    this.relay.bus.release();
    await settle();
    for (const client of this.clients) {
      // Whoever was put out and taken in again comes back with the next visit.
      client.invited();
      while (client.late.length > 0) client.receive(client.late.length * 7);
      if (!client.line?.isOpen) await client.connect();
      client.refresh();
    }
    // A word that was lost shows by the next one: a bot goes on, or ends.
    this.relay.delta('on');
    for (let round = 0; round < 6; round += 1) await this.#round();
    for (const client of this.clients) await client.post();
    for (let round = 0; round < 4; round += 1) await this.#round();
    const asked = this.clients.map((client) => client.asked);
    for (let round = 0; round < 3; round += 1) await this.#round();
    assert.deepEqual(
      this.clients.map((client) => client.asked),
      asked,
      'somebody goes on asking for what has come',
    );
  }

  async #round(): Promise<void> {
    for (const client of this.clients) {
      await settle(2);
      client.read(10_000);
    }
    await this.clock.advance(PING_MS);
    // As a bot's runner does every two seconds: whoever missed a word has the whole text again.
    await this.relay.draft();
    for (const client of this.clients) {
      await settle(2);
      client.read(10_000);
    }
  }

  async check(): Promise<void> {
    for (const client of this.clients) await this.#checkClient(client);
    await this.#checkAnswers();
  }

  /** Whatever was deleted, removed by age or forked away meanwhile: nobody has two answers to one question. */
  async #checkAnswers(): Promise<void> {
    const answers = new Set<string>();
    for (const { rich, sender, text } of (await this.relay.shownTo(this.principal('dana')))?.rows ?? []) {
      if (rich?.kind !== 'answer') continue;
      const name = `${sender.id} to ${rich.to}`;
      assert(!answers.has(name), `two answers of ${name}`);
      answers.add(name);
      assert.equal(text, 'y' in rich.values ? 'Yes' : 'No', 'an answer reads as its button');
    }
  }

  async #checkClient(client: ModelClient): Promise<void> {
    const { name, principal, stores, isOut } = client;
    const shown = await this.relay.shownTo(principal);
    if (!shown) {
      assert.equal(stores.$messages.get().length, 0, `${name} is out and still sees messages`);
      return;
    }
    assert(!isOut, `${name} may be in and was put out`);
    assert(stores.$loaded.get(), `${name} has loaded nothing`);
    const from = client.apply.snapshot()?.from ?? 0;
    const expected = shown.rows.filter(({ seq }) => seq >= from);
    assert.deepEqual(stores.$messages.get(), expected, `${name} sees another list`);
    const older = shown.rows.some(({ seq }) => seq < from);
    if (!stores.$hasOlder.get()) assert(!older, `${name} is not offered older messages that exist`);
    const state = await this.relay.service.enter(principal, CONVERSATION);
    const conversation = stores.$conversation.get();
    assert.equal(conversation?.title, state.title, `${name} sees another title`);
    assert.equal(conversation?.assignee?.id, state.assignee?.id, `${name} sees another assignee`);
    const ids = (of: typeof state) => of.participants.map(({ user }) => user.id).sort();
    assert.deepEqual(conversation && ids(conversation), ids(state), `${name} sees other participants`);
    const marks = state.participants.map(({ user, last_read_seq }) => [user.id, last_read_seq] as const);
    const risen = (entries: Iterable<readonly [string, number]>) => [...entries].filter(([, seq]) => seq > 0).sort();
    assert.deepEqual(risen(stores.$reads.get()), risen(marks), `${name} sees other read marks`);
    await this.#checkOutbox(client);
  }

  /** What was typed is there once: on the relay, and on the screen. */
  async #checkOutbox({ name, entries, stores, principal }: ModelClient): Promise<void> {
    const rows = (await this.relay.shownTo(principal))?.rows ?? [];
    for (const entry of entries.filter(({ state }) => state !== 'failed')) {
      const mine = rows.filter((row) => row.client_id === entry.client_id && row.sender.id === name);
      assert(entry.ack, `${name}'s ${entry.client_id} was never acknowledged`);
      assert(mine.length <= 1, `${name}'s ${entry.client_id} is there ${mine.length} times`);
      const items = stores.$timeline.get().filter(({ entry: shown }) => shown?.client_id === entry.client_id);
      assert.equal(items.length, 0, `${name}'s ${entry.client_id} still looks unsent`);
    }
    const keys = stores.$timeline.get().map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, `${name} sees something twice`);
  }

  close(): void {
    for (const client of this.clients) {
      client.cut();
      client.apply.close();
    }
    this.relay.service.close();
    this.relay.hub.close();
  }
}

/** @throws AssertionError where a client ends up with something else than the relay would show it. */
export async function runModel(steps: readonly Step[]): Promise<void> {
  const run = new Run();
  await run.begin();
  try {
    for (const step of steps) await run.step(step);
    await run.quiet();
    await run.check();
  } finally {
    run.close();
  }
}
