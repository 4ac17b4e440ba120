import type { BotMode, Message, User } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import type { Bot } from '../../src/bots/bot.js';
import type { Bus, Ephemeral } from '../../src/bus/bus.js';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { createReplies, type Replies, type RepliesOptions } from '../../src/service/replies/replies.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { ReplyContext, Store, Write, WriteDone } from '../../src/store/store.js';
import { createHandClock, settle, type HandClock } from './hand-clock.js';

export const ada: User = { id: 'ada', name: 'Ada', role: 'user', avatar: null };
export const bob: User = { id: 'bob', name: 'Bob', role: 'user', avatar: null };
export const grace: User = { id: 'grace', name: 'Grace', role: 'agent', avatar: null };

export const robo: User = { id: 'bot', name: 'Robo', role: 'bot', avatar: null };

export const principalOf = (user: User): Principal => ({
  tenant: 'default',
  user: user as Principal['user'],
  subjects: [],
  expiresAt: Infinity,
});

/** One reply that a test speaks for the bot. */
export interface Speech {
  readonly context: ReplyContext;
  readonly signal: AbortSignal;
  say(text: string): Promise<void>;
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
}

export interface HandBot extends Bot {
  readonly speeches: Speech[];
  /** The latest. */
  readonly last: Speech;
}

/** A bot that says what the test says. With `deaf` it does not honour its signal. */
export const createHandBot = ({ deaf = false } = {}): HandBot => {
  const speeches: Speech[] = [];
  return {
    name: 'Robo',
    speeches,
    get last() {
      const speech = speeches.at(-1);
      if (!speech) throw new Error('The bot was not asked.');
      return speech;
    },
    async *reply(context, signal) {
      const queue: (string | null | Error)[] = [];
      let wake = (): void => undefined;
      const push = async (item: string | null | Error): Promise<void> => {
        queue.push(item);
        wake();
        await settle();
      };
      const speech: Speech = { context, signal, say: push, end: () => push(null), fail: push };
      speeches.push(speech);
      if (!deaf) signal.addEventListener('abort', () => wake(), { once: true });
      for (;;) {
        if (signal.aborted && !deaf) return;
        const item = queue.shift();
        if (item === null) return;
        if (item instanceof Error) throw item;
        if (item === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield item;
      }
    },
  };
};

export interface World {
  readonly clock: HandClock;
  readonly store: Store;
  readonly bus: Bus;
  /** Everything ephemeral that went over the bus. */
  readonly told: Ephemeral[];
  readonly logged: { fields: object; message: string }[];
  relay(options?: Partial<RepliesOptions>): Replies;
  open(id?: string, bot?: BotMode, members?: readonly User[]): Promise<string>;
  send(conversation: string, texts: string | readonly string[], user?: User, type?: 'text' | 'note'): Promise<string>;
  write(write: object): Promise<WriteDone>;
  messages(conversation: string): Promise<readonly Message[]>;
  /** The bot's. */
  replies(conversation: string): Promise<readonly Message[]>;
  head(conversation: string): Promise<number>;
  close(): Promise<void>;
}

/** A store and a bus with any number of runners on them, and time in the test's hand. */
export const createWorld = (): World => {
  const clock = createHandClock();
  const store = createMemoryStore({ epoch: 'e' });
  const bus = createLocalBus({
    onError(error) {
      throw error;
    },
  });
  store.onCommit((commit) => bus.publish({ kind: 'commit', commit }));
  const told: Ephemeral[] = [];
  bus.subscribe((event) => event.kind === 'ephemeral' && told.push(event.event));
  const logged: World['logged'] = [];
  const log = (fields: object, message: string): void => void logged.push({ fields, message });
  const runners: Replies[] = [];
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `01950000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const write = async (given: object): Promise<WriteDone> => {
    const base = {
      tenant: 'default',
      access: { kind: 'staff' },
      actor: grace,
      now: new Date(clock.now()).toISOString(),
    };
    const outcome = await store.write({ ...base, ...given } as Write);
    if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`);
    return outcome;
  };
  const messages = async (conversation: string): Promise<readonly Message[]> => {
    const of = {
      tenant: 'default',
      conversation_id: conversation,
      access: { kind: 'staff' },
      audience: 'staff',
    } as const;
    const page = await store.history({ ...of, before: null, limit: 1000, bytes: 10_000_000 });
    return (page?.rows ?? []).map(({ json }) => JSON.parse(json) as Message);
  };

  return {
    clock,
    store,
    bus,
    told,
    logged,
    relay(options = {}) {
      const bot = createHandBot();
      const limits = { text_chars: 16_384 };
      const runner = createReplies({
        store,
        bus,
        bot,
        clock,
        newId,
        limits,
        log: { warn: log, error: log },
        ...options,
      });
      runners.push(runner);
      return runner;
    },
    async open(id = newId(), bot = 'auto', members = [ada]) {
      const [creator = ada, ...others] = members;
      const open = { title: '', subject: null, metadata: {}, bot };
      await write({ kind: 'create', conversation_id: id, actor: creator, open });
      for (const user of others) await write({ kind: 'add-member', conversation_id: id, event_id: newId(), user });
      return id;
    },
    async send(conversation, texts, user = ada, type = 'text') {
      const items = [texts].flat().map((text) => {
        const rest = { rich: null, attachment_ids: [], reply_to: null, mentions: [] };
        return { id: newId(), client_id: null, hash: 'h', type, text, ...rest };
      });
      await write({ kind: 'send', conversation_id: conversation, actor: user, open: null, items });
      await settle();
      return items.at(-1)!.id;
    },
    write,
    messages,
    replies: async (conversation) => (await messages(conversation)).filter(({ sender }) => sender.role === 'bot'),
    head: async (conversation) => (await store.conversation('default', conversation))!.head,
    async close() {
      await Promise.all(runners.map((runner) => runner.close()));
      await bus.close();
      await store.close();
    },
  };
};
