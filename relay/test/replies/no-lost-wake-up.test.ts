import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Bot } from '../../src/bots/bot.js';
import { pause } from '../../src/bots/pause.js';
import type { Bus } from '../../src/bus/bus.js';
import type { Clock } from '../../src/clock.js';
import type { Replies } from '../../src/service/replies/replies.js';
import type { Store } from '../../src/store/store.js';
import { settle } from './hand-clock.js';
import { ada, bob, createWorld, grace, principalOf, type World } from './world.js';

type Step =
  | {
      readonly kind: 'send';
      readonly room: number;
      readonly count: number;
      readonly by: 'ada' | 'bob';
      readonly relay: number;
    }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'request'; readonly room: number; readonly relay: number }
  | { readonly kind: 'stop'; readonly room: number; readonly relay: number }
  | { readonly kind: 'kill'; readonly relay: number };

const ROOMS = 2;
const RELAYS = 2;
const room = fc.nat({ max: ROOMS - 1 });
const relay = fc.nat({ max: RELAYS - 1 });
const send = fc.record({
  kind: fc.constant('send' as const),
  room,
  count: fc.integer({ min: 1, max: 3 }),
  by: fc.constantFrom('ada' as const, 'bob' as const),
  relay,
});
const pass = fc.record({ kind: fc.constant('pass' as const), ms: fc.nat({ max: 1500 }) });
const request = fc.record({ kind: fc.constant('request' as const), room, relay });
const stop = fc.record({ kind: fc.constant('stop' as const), room, relay });
const kill = fc.record({ kind: fc.constant('kill' as const), relay });

/**
 * A relay that can drop dead: from then on it hears nothing, nothing it says arrives, and its calls never return. Of the
 * store it hears only the commits that it makes itself, as where each relay is a process of its own.
 */
const createMortal = (world: World, isOwn: () => boolean) => {
  const life = { alive: true };
  const never = new Promise<never>(() => undefined);
  const mortal = async <T>(promise: Promise<T>): Promise<T> => {
    const result = await promise;
    return life.alive ? result : never;
  };
  const store = new Proxy(world.store, {
    get(target, name: keyof Store) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'onCommit') {
        return (listener: Parameters<Store['onCommit']>[0]) =>
          target.onCommit((commit) => life.alive && isOwn() && listener(commit));
      }
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        life.alive ? mortal((value as (...a: unknown[]) => Promise<unknown>).apply(target, args)) : never;
    },
  });
  const bus: Bus = {
    publish: (event) => life.alive && world.bus.publish(event),
    subscribe: (listener) => world.bus.subscribe((event) => life.alive && listener(event)),
    close: async () => undefined,
  };
  const clock: Clock = {
    now: () => world.clock.now(),
    after: (ms, run) => world.clock.after(ms, () => life.alive && run()),
  };
  return { life, store, bus, clock };
};

/** Says a few words with pauses that differ by conversation and message, and "END" last. */
const createSlowBot = (clock: Clock): Bot => ({
  name: 'Slow',
  async *reply(context, signal) {
    const words = 1 + (context.message.seq % 5);
    for (let i = 0; i <= words; i += 1) {
      await pause(clock, 37 * (1 + ((context.message.seq * 7 + i) % 11)), signal);
      if (signal.aborted) return;
      yield i === words ? 'END' : 'word ';
    }
  },
});

interface Setting {
  readonly relays: number;
  readonly places: number;
  readonly sweeps: boolean;
}

const createCluster = (world: World, { places, sweeps }: Setting) => {
  const members: { life: { alive: boolean }; replies: Replies }[] = [];
  let sending: number | undefined;
  const boot = async (i: number): Promise<void> => {
    const { life, ...parts } = createMortal(world, () => sending === i);
    const replies = world.relay({ ...parts, bot: createSlowBot(parts.clock), concurrency: places });
    members[i] = { life, replies };
    if (!sweeps) return;
    const sweep = (): void => {
      parts.clock.after(5000, sweep);
      void replies.sweep();
    };
    sweep();
    await replies.start();
  };
  return {
    boot,
    member: (i: number): Replies => members[i % members.length]!.replies,
    async through(i: number, send: () => Promise<unknown>): Promise<void> {
      sending = i % members.length;
      await send();
      sending = undefined;
    },
    async kill(i: number): Promise<void> {
      members[i]!.life.alive = false;
      await boot(i);
    },
    end(): void {
      for (const { life } of members) life.alive = false;
    },
  };
};

const play = async (steps: readonly Step[], setting: Setting): Promise<void> => {
  const world = createWorld();
  const cluster = createCluster(world, setting);
  for (let i = 0; i < setting.relays; i += 1) await cluster.boot(i);
  const rooms: string[] = [];
  for (let i = 0; i < ROOMS; i += 1) rooms.push(await world.open(undefined, 'auto', [ada, bob]));
  try {
    for (const step of steps) await take(step, world, cluster, rooms);
    // Long enough for every lease to expire, every sweep to come by and every word to be said.
    await world.clock.advance(120_000);
    await check(steps, world, rooms);
  } finally {
    cluster.end();
    await world.bus.close();
  }
};

const take = async (
  step: Step,
  world: World,
  cluster: ReturnType<typeof createCluster>,
  rooms: readonly string[],
): Promise<void> => {
  if (step.kind === 'pass') return world.clock.advance(step.ms);
  if (step.kind === 'kill') return cluster.kill(step.relay);
  const at = rooms[step.room]!;
  if (step.kind === 'send') {
    const texts = Array.from({ length: step.count }, (_, i) => `text ${i}`);
    await cluster.through(step.relay, () => world.send(at, texts, step.by === 'ada' ? ada : bob));
  } else if (step.kind === 'request') {
    // Refused where this person has not written here yet.
    cluster
      .member(step.relay)
      .request(principalOf(ada), { conversation_id: at })
      .catch(() => undefined);
    await settle(1);
  } else {
    const streaming = (await world.replies(at)).find(({ status }) => status === 'streaming');
    // It may have ended by the time the stop arrives.
    if (streaming) await Promise.race([cluster.member(step.relay).stop(principalOf(grace), streaming.id), settle(4)]);
  }
};

const check = async (steps: readonly Step[], world: World, rooms: readonly string[]): Promise<void> => {
  const calm = !steps.some(({ kind }) => kind === 'kill' || kind === 'stop');
  assert.deepEqual(await world.store.streaming(), []);
  for (const at of rooms) {
    const messages = await world.messages(at);
    const seqOf = new Map(messages.map(({ id, seq }) => [id, seq]));
    const replies = messages.filter(({ sender }) => sender.role === 'bot');
    // Each answers further than the one before it, so no text has two; the last answers the last text, so none has none.
    const answered = replies.map(({ reply_to }) => seqOf.get(reply_to!)!);
    assert.deepEqual(
      answered,
      [...new Set(answered)].sort((a, b) => a - b),
    );
    const asked = messages.filter(({ sender }) => sender.role === 'user').map(({ seq }) => seq);
    assert.equal(answered.at(-1), asked.at(-1));
    for (const { status, text } of replies) {
      assert.ok(status === 'sent' || (status === 'interrupted' && !calm), status);
      if (status === 'sent') assert.match(text, /^(word )+END$/);
    }
  }
};

const seed = Number(process.env['SEED'] ?? Date.now());
const numRuns = Number(process.env['RUNS'] ?? 40);

describe(`runners of replies over one store (SEED=${String(seed)})`, () => {
  const relays = fc.integer({ min: 1, max: RELAYS });
  const places = fc.constantFrom(1, 2, 200);

  test('answer every text of a user exactly once, whatever comes when and without a sweep', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(send, send, pass, pass, request), { minLength: 8, maxLength: 40, size: 'max' }),
        fc.record({ relays, places, sweeps: fc.constant(false) }),
        play,
      ),
      { seed, numRuns },
    ));

  test('end every answer and leave no text without one, whenever relays die', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(send, send, pass, pass, request, stop, kill), { minLength: 8, maxLength: 40, size: 'max' }),
        fc.record({ relays: fc.constant(RELAYS), places, sweeps: fc.constant(true) }),
        play,
      ),
      { seed, numRuns },
    ));
});
