/** What must hold in every engine: two people, typing offline, long-poll, hostile texts. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { Api } from '../support/api.js';
import { Closing } from '../support/closing.js';
import { documentOf, startPages, type Pages } from '../support/pages.js';
import { passAll, refuseUpgrades, startProxy, type Proxy } from '../support/proxy.js';
import { startRelay, type Relay } from '../support/relay.js';
import { tokenFor } from '../support/tokens.js';
import { at } from '../support/tree.js';
import { until, untilEqual } from '../support/wait.js';
import { ChatTab } from './chat-tab.js';
import type { OtherBrowser } from './driver.js';

const PEOPLE = {
  tomas: { sub: 'tomas', name: 'Tomás Ferreira', subjects: ['deal:*'] },
  dana: { sub: 'dana', name: 'Dana Okafor', role: 'agent' },
} as const;
const DEALS = ['two', 'offline', 'tabs', 'poll', 'hostile', 'part'] as const;

type Deal = (typeof DEALS)[number];

interface Scene {
  browser: OtherBrowser;
  relay: Relay;
  proxy: Proxy;
  pages: Pages;
}

/** A CRM's own pages, on an origin of their own: they are there when the relay is not. One has the element from the relay. */
const startCrm = (relay: () => string): Promise<Pages> =>
  startPages({
    folders: { '/element/': at('sdk/dist/browser') },
    token: (as) => tokenFor(PEOPLE[as as keyof typeof PEOPLE]),
    pages: Object.fromEntries(
      DEALS.flatMap((deal) =>
        Object.keys(PEOPLE).map((as) => [
          `/${deal}/${as}`,
          () => ({
            html: documentOf(
              `<script src="${deal === 'part' ? relay() : '/element'}/crm-chat.js" data-endpoint="${relay()}" data-token-url="/token?as=${as}"
                data-subject="deal:${deal}"></script>`,
            ),
          }),
        ]),
      ),
    ),
  });

async function startScene(launch: () => Promise<OtherBrowser>, closing: Closing): Promise<Scene> {
  let endpoint = '';
  const pages = closing.add(await startCrm(() => endpoint), (one) => one.close());
  const relay = closing.add(
    await startRelay({ origins: [pages.url], limits: { sends_per_second: 1000, send_burst: 1000 } }),
    (one) => one.close(),
  );
  const proxy = closing.add(await startProxy(relay.url), (one) => one.close());
  endpoint = proxy.url;
  const browser = closing.add(await launch(), (one) => one.close());
  return { browser, relay, proxy, pages };
}

/** @param missing why it cannot run here. */
export function inEveryEngine(name: string, launch: () => Promise<OtherBrowser>, missing: string | false): void {
  describe(name, { skip: missing }, () => {
    const closing = new Closing();
    let scene: Scene;
    before(async () => {
      scene = await startScene(launch, closing);
    });
    after(() => closing.all());

    const open = async (deal: Deal, as: keyof typeof PEOPLE): Promise<ChatTab> => {
      const person = closing.add(await scene.browser.newPerson(), (one) => one.close());
      return new ChatTab(await person.newTab()).open(`${scene.pages.url}/${deal}/${as}`);
    };
    const apiOf = async (as: keyof typeof PEOPLE) => new Api(scene.relay.url, await tokenFor(PEOPLE[as]));

    test('two people see what the other types, writes and reads, the bot answers both, and a reload shows the same', () =>
      twoPeople(open));
    test('three messages typed while the relay is down outlive a reload and arrive once, in order', () =>
      typedOffline(scene, open, apiOf));
    test('where a proxy refuses upgrades the chat goes on by long-poll, and returns to the socket', () =>
      byLongPoll(scene, open));
    test('a part of the chat that could not be fetched comes when the line is back, to the same page', () =>
      lostPart(scene, open, apiOf));
    test('hostile texts give no script, no request and no element of theirs', () => hostile(scene, open, apiOf));
  });
}

type Open = (deal: Deal, as: keyof typeof PEOPLE) => Promise<ChatTab>;
type ApiOf = (as: keyof typeof PEOPLE) => Promise<Api>;

async function twoPeople(open: Open): Promise<void> {
  const tomas = await open('two', 'tomas');
  await tomas.say('Is anybody there?');
  await tomas.sees('Is anybody there?');
  await tomas.isLive();
  await tomas.botAnswered();
  const dana = await open('two', 'dana');
  await dana.isLive();
  await dana.sees('Is anybody there?');
  await until('Tomás to be told that Dana came', async () =>
    (await tomas.linesOf('.event')).some((line) => line.includes('Dana Okafor joined')),
  );
  for (const [one, other, as, text] of [
    [dana, tomas, 'Dana', 'I am here.'],
    [tomas, dana, 'Tomás', 'Good to hear.'],
  ] as const) {
    await one.type(text);
    await untilEqual(`${as} to be seen typing`, () => other.activity(), `${as} is typing`);
    await one.tab.enter();
    await other.sees(text);
    await other.tab.toFront();
    await until(`${as} to see it read`, async () => (await one.states()).some((line) => line.startsWith('Read')));
  }
  await tomas.botAnswered();
  await dana.botAnswered();
  const texts = await tomas.texts();
  await untilEqual('the same list before both', () => dana.texts(), texts);
  await tomas.reload();
  await untilEqual('the same list after a reload', () => tomas.texts(), texts);
  await dana.tab.goto('about:blank');
  await until('Tomás to be told that Dana left', async () =>
    (await tomas.linesOf('.event')).some((line) => line.includes('Dana Okafor left')),
  );
}

async function typedOffline({ relay }: Scene, open: Open, apiOf: ApiOf): Promise<void> {
  const tomas = await open('offline', 'tomas');
  await tomas.say('Before.');
  await tomas.botAnswered();
  const words = ['First, typed offline.', 'Second, typed offline.', 'Third, typed offline.'];
  await relay.kill();
  try {
    for (const text of words) {
      await tomas.say(text);
      await tomas.sees(text);
    }
    await tomas.reload();
    await untilEqual('what was typed, kept over the reload', () => tomas.ownTexts(), ['Before.', ...words]);
  } finally {
    await relay.start();
  }
  await tomas.hasSentAll();
  const api = await apiOf('dana');
  const conversation = await api.conversationOf('deal:offline');
  const own = (await api.history(conversation?.id ?? '')).filter(({ sender }) => sender.id === 'tomas');
  assert.deepEqual(
    own.map(({ text }) => text),
    ['Before.', ...words],
  );
  await untilEqual('one bubble for each', () => tomas.ownTexts(), ['Before.', ...words]);
}

async function byLongPoll({ proxy }: Scene, open: Open): Promise<void> {
  proxy.rule = refuseUpgrades;
  try {
    const tomas = await open('poll', 'tomas');
    await tomas.say('Can you hear me?');
    await tomas.hasStatus('polling');
    await untilEqual('to be told', () => tomas.notice(), 'No live connection right now. Messages still arrive.');
    await tomas.botAnswered();
    const dana = await open('poll', 'dana');
    await dana.hasStatus('polling');
    await dana.say('Loud and clear.');
    await tomas.sees('Loud and clear.');
    proxy.rule = passAll;
    // As when a laptop comes to another network: the browser says that it is online.
    for (const { tab } of [tomas, dana]) await tab.run(() => void dispatchEvent(new Event('online')));
    await tomas.hasStatus('online');
    await dana.say('Now by socket.');
    await tomas.sees('Now by socket.');
  } finally {
    proxy.rule = passAll;
  }
}

async function lostPart({ proxy }: Scene, open: Open, apiOf: ApiOf): Promise<void> {
  const api = await apiOf('dana');
  const { id } = await (await apiOf('tomas')).open({ subject: 'deal:part' });
  let tries = 0;
  proxy.rule = ({ path }) => (path.startsWith('/chunks/markdown-') && (tries += 1) === 1 ? 'refuse' : 'pass');
  try {
    const tomas = await open('part', 'tomas');
    await api.send(id, 'See https://example.com/invoice for it.');
    await tomas.sees('See https://example.com/invoice for it.');
    await until('the first try', () => tries > 0);
    proxy.cut();
    const link = () =>
      tomas.tab.run(
        () => document.querySelector('crm-chat')?.shadowRoot?.querySelector('.said a')?.getAttribute('href') ?? null,
      );
    await untilEqual('the link', link, 'https://example.com/invoice');
    assert.equal(tries, 2);
  } finally {
    proxy.rule = passAll;
  }
}

/** What a payload would leave behind, were it taken for more than text. */
interface Traces {
  readonly ran: boolean;
  readonly foreign: readonly string[];
  readonly elements: readonly string[];
}

const traces = (allowed: readonly string[]): Traces => {
  const root = document.querySelector('crm-chat')?.shadowRoot;
  const log = root?.querySelector('.log, [role=log]');
  const bad =
    'script, iframe, object, embed, style, link, meta, form, base, img, video, audio, [style], [onerror], [onload], [id="x"], [name]';
  return {
    ran: 'pwned' in window,
    foreign: performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => !allowed.some((origin) => name.startsWith(origin))),
    elements: [...(log?.querySelectorAll(bad) ?? [])].map((element) => element.outerHTML.slice(0, 200)),
  };
};

async function hostile({ pages, relay, proxy }: Scene, open: Open, apiOf: ApiOf): Promise<void> {
  const payloads = JSON.parse(await readFile(at('sdk/test/fixtures/xss-html.json'), 'utf8')) as string[];
  const own = [
    '<img src=x onerror="window.pwned=1">',
    '[x](javascript:window.pwned=1)',
    '![x](https://evil.test/x.png)',
  ];
  const tomas = await open('hostile', 'tomas');
  await tomas.say('Hello.');
  await tomas.botAnswered();
  const api = await apiOf('dana');
  const id = (await api.conversationOf('deal:hostile'))?.id ?? '';
  const texts = [...payloads, ...own].map((text) => text.slice(0, 16_000)).filter((text) => text.trim() !== '');
  let sent = 0;
  for (const text of texts) {
    const { status } = await api.request('POST', '/api/user-response/', { conversation_id: id, text });
    // Not every payload is well-formed Unicode.
    if (status === 201) sent += 1;
  }
  assert.ok(sent > payloads.length / 2, `${sent} of ${texts.length} were sent`);
  const count = () => tomas.tab.run(() => document.querySelector('crm-chat')?.chat?.stores.$messages.get().length ?? 0);
  await until('all to be shown', async () => (await count()) >= sent);
  const allowed = [pages.url, proxy.url, relay.url];
  assert.deepEqual(await tomas.tab.run(traces, allowed), { ran: false, foreign: [], elements: [] });
  await tomas.reload();
  await until('them to be shown again', async () => (await count()) > 0);
  assert.deepEqual(await tomas.tab.run(traces, allowed), { ran: false, foreign: [], elements: [] });
}
