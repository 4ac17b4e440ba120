import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { createChat, type Message } from '@crm-chat/sdk';
import { Api } from './support/api.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { ChatPage, type Kept } from './support/chat-page.js';
import { Closing } from './support/closing.js';
import { documentOf, startPages } from './support/pages.js';
import { startRelay, type Relay } from './support/relay.js';
import { tokenFor, type Person } from './support/tokens.js';
import { at } from './support/tree.js';
import { until, untilEqual } from './support/wait.js';

const ROUNDS = 5;
const SENDS_EACH = 75;
const SENDERS = ['anna', 'ben', 'carla', 'page'];
const SUBJECT = 'deal:burst';

const personOf = (name: string): Person => ({ sub: name, name, subjects: [SUBJECT] });

/** One who sends: what they typed, what the relay has told them it has, what they see. */
interface Sender {
  readonly name: string;
  /** Types all of it at once; resolves with the `client_id`s, in the order in which they were typed. */
  burst(words: readonly string[]): Promise<string[]>;
  /** Acks received by now. */
  acked(): number;
  outbox(): Promise<Kept[]>;
  /** Ids, from top to bottom. */
  seen(): Promise<string[]>;
  /** What a browser says when the network is back: no pause is waited for any longer. */
  wake(): Promise<void>;
}

const closing = new Closing();
let relay: Relay;
let senders: Sender[];
let api: Api;
let conversationId: string;
/** Told at each ack that a headless client gets, in the moment in which it gets it. */
let onAck: () => void = () => undefined;

const isMessage = ({ type }: Message): boolean => type === 'text';

function headless(name: string): Sender {
  const wakes = new Set<() => void>();
  const environment = {
    WebSocket,
    onWake: (listener: () => void) => {
      wakes.add(listener);
      return () => wakes.delete(listener);
    },
  };
  const options = { endpoint: relay.url, subject: SUBJECT, getToken: () => tokenFor(personOf(name)) };
  const chat = closing.add(createChat({ ...options, environment }), (one) => one.close());
  let acked = 0;
  chat.on('message-sent', () => {
    acked += 1;
    onAck();
  });
  return {
    name,
    burst: (words) => Promise.all(words.map((text) => chat.send(text))),
    acked: () => acked,
    outbox: async () =>
      chat.stores.$outbox.get().map(({ client_id, state, was_sent, act }) => ({
        client_id,
        state,
        was_sent,
        text: act.kind === 'send' ? (act.content.text ?? '') : '',
      })),
    seen: async () =>
      chat.stores.$messages
        .get()
        .filter(isMessage)
        .map(({ id }) => id),
    wake: async () => wakes.forEach((listener) => listener()),
  };
}

async function inChromium(url: string): Promise<Sender> {
  const browser = closing.add(await launchBrowser(), (one) => one.close());
  const person = await newPerson(browser, 'file');
  const chat = await new ChatPage(await person.newPage()).open(url);
  return {
    name: 'page',
    burst: (words) =>
      chat.page.evaluate((texts) => {
        const element = document.querySelector('crm-chat');
        return Promise.all(texts.map((text) => element!.send(text)));
      }, words),
    acked: () => 0,
    outbox: () => chat.outbox(),
    seen: () =>
      chat.page.evaluate(() =>
        (document.querySelector('crm-chat')?.chat?.stores.$messages.get() ?? [])
          .filter(({ type }) => type === 'text')
          .map(({ id }) => id),
      ),
    wake: async () => {
      await chat.page.evaluate(() => dispatchEvent(new Event('online')));
    },
  };
}

before(async () => {
  const pages = closing.add(
    await startPages({
      folders: { '/element/': at('sdk/dist/browser') },
      token: (as) => tokenFor(personOf(as)),
      pages: {
        '/': () => ({
          html: documentOf(
            `<script src="/element/crm-chat.js" data-endpoint="${relay.url}" data-token-url="/token?as=page"
              data-subject="${SUBJECT}"></script>`,
          ),
        }),
      },
    }),
    (one) => one.close(),
  );
  // A burst of 300 from four people is more than people type.
  const limits = { sends_per_second: 1000, send_burst: 1000 };
  relay = closing.add(await startRelay({ origins: [pages.url], limits, env: { BOT_PROVIDER: 'none' } }), (one) =>
    one.close(),
  );
  const chats = ['anna', 'ben', 'carla'].map(headless);
  senders = [...chats, await inChromium(`${pages.url}/`)];
  api = new Api(relay.url, await tokenFor(personOf('anna')));
  // Everybody is in before the first power cut: the relay's counter then moves by their messages alone.
  for (const sender of senders) await sender.burst([`${sender.name} is here.`]);
  await untilEqual(
    'all of them to be there',
    async () => (await everybody((one) => one.seen())).map(({ length }) => length),
    [4, 4, 4, 4],
  );
  conversationId = (await api.conversationOf(SUBJECT))!.id;
});

after(() => closing.all());

const everybody = <T>(ask: (sender: Sender) => Promise<T>): Promise<T[]> => Promise.all(senders.map(ask));

const isWaiting = ({ state }: Kept): boolean => state === 'queued' || state === 'sending';

/**
 * Everybody types at once; the power goes after so many acks. What is under way at that moment is read off the outboxes once
 * every connection is dead: sent, and neither acknowledged nor refused.
 */
async function burstAndKill(round: string, acksBefore: number): Promise<{ typed: string[][]; inFlight: number }> {
  const words = (sender: Sender) => Array.from({ length: SENDS_EACH }, (_, i) => `${round} ${sender.name} ${i}`);
  let acks = 0;
  const killed = new Promise<void>((resolve) => {
    onAck = () => {
      acks += 1;
      if (acks === acksBefore) resolve(relay.kill());
    };
  });
  const typing = Promise.all(senders.map((sender) => sender.burst(words(sender))));
  await killed;
  onAck = () => undefined;
  const typed = await typing;
  const idle = async () => (await everybody((one) => one.outbox())).flat().every(({ state }) => state !== 'sending');
  await until('the last answers to be given up', idle);
  const outboxes = await everybody((one) => one.outbox());
  const inFlight = outboxes.flat().filter((entry) => isWaiting(entry) && entry.was_sent).length;
  for (const [i, ids] of typed.entries()) {
    const kept = new Map(outboxes[i]!.map((entry) => [entry.client_id, entry.state]));
    const lost = ids.filter((id) => kept.get(id) !== 'settled' && kept.get(id) !== 'queued');
    assert.deepEqual(lost, [], `Everything that ${senders[i]!.name} typed is sent or still queued.`);
  }
  return { typed, inFlight };
}

/** What holds once the relay is back and the queues have drained. */
async function checkAfterwards(expected: readonly string[]): Promise<void> {
  const rows = await api.history(conversationId);
  const { head } = await api.conversation(conversationId);
  const sent = rows.filter(isMessage);
  const counted = new Map<string, number>();
  for (const { client_id } of sent) counted.set(client_id ?? '', (counted.get(client_id ?? '') ?? 0) + 1);
  for (const id of expected) assert.equal(counted.get(id), 1, `${id} is there ${counted.get(id) ?? 0} times.`);
  assert.equal(sent.length, expected.length + senders.length, 'Nothing is there that nobody typed.');
  const [first] = rows;
  const revs = rows.map(({ rev }) => rev).sort((a, b) => a - b);
  assert.deepEqual(
    revs,
    Array.from({ length: head - first!.seq + 1 }, (_, i) => first!.seq + i),
    'No rev is missing.',
  );
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    revs,
  );
  for (const sender of senders) {
    const order = sent.filter(({ sender: { id } }) => id === sender.name).map(({ client_id }) => client_id);
    const typed = expected.filter((id) => order.includes(id));
    assert.deepEqual(order.slice(1), typed, `${sender.name}'s own order holds.`);
  }
  const ids = sent.map(({ id }) => id);
  for (const sender of senders) await untilEqual(`${sender.name} to see that order`, () => sender.seen(), ids);
}

test('a relay killed during a burst loses nothing that it acknowledged and doubles nothing, in five rounds', async (t) => {
  assert.deepEqual(
    senders.map(({ name }) => name),
    SENDERS,
  );
  const expected: string[] = [];
  let counted = 0;
  for (let attempt = 1; counted < ROUNDS; attempt += 1) {
    assert.ok(attempt <= 4 * ROUNDS, 'Sends were in flight at too few of the kills.');
    // Each round the power goes at another point of the burst.
    const { typed, inFlight } = await burstAndKill(`round ${attempt}`, 20 + 35 * (attempt % 5));
    const acknowledged = (await everybody((one) => one.outbox()))
      .flat()
      .filter(({ state }) => state === 'settled').length;
    t.diagnostic(`attempt ${attempt}: ${acknowledged} acknowledged in all, ${inFlight} in flight at the kill`);
    expected.push(...typed.flat());
    await relay.start();
    // The first time they find back by themselves. The pauses between tries grow with each loss, as they should.
    if (attempt > 1) await everybody((one) => one.wake());
    await until('all of it to be sent', async () => !(await everybody((one) => one.outbox())).flat().some(isWaiting));
    await checkAfterwards(expected);
    if (inFlight > 0) counted += 1;
  }
});
