import { Alerts, type AlertsOptions, type Attention } from '../../src/alerts/alerts.js';
import { TitleCount } from '../../src/alerts/title.js';
import { createTabs, type TabsPlatform } from '../../src/tabs/tabs.js';
import { equal, settled, until } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { createFakeTabs } from '../outbox/fake-tabs.js';

interface Tab {
  alerts: Alerts;
  attention: Attention;
  canPlay: boolean;
  lead: (isLeader: boolean) => void;
}

const notice = { conversation: 'c1', title: 'Dana', body: 'hello' };

function several() {
  const clock = createFakeClock();
  const fake = createFakeTabs();
  const did: string[] = [];
  const wants = { sound: true, notifications: true };
  const open = (name: string, leads = false): Tab => {
    const tabs = fake.add(leads);
    const tab: Tab = { attention: 'away', canPlay: true, lead: tabs.lead.bind(tabs), alerts: null as never };
    const options: AlertsOptions = {
      tabs,
      clock,
      attention: () => tab.attention,
      canPlay: () => tab.canPlay,
      play: () => void did.push(`${name} rings`),
      notify: ({ title, body }) => void did.push(`${name} shows ${title}: ${body}`),
      wants: (what) => wants[what],
    };
    tab.alerts = new Alerts(options);
    return tab;
  };
  const arrive = async (id: string, ...tabs: Tab[]) => {
    for (const { alerts } of tabs) alerts.message(id, notice);
    await settled();
    clock.advance(1000);
    await settled();
  };
  return { clock, did, wants, open, arrive };
}

describe('Alerts of several tabs', () => {
  it('are one sound and one notification for a message, by the leading tab', async () => {
    const { did, open, arrive } = several();
    const [one, two, three] = [open('one'), open('two', true), open('three')];
    await arrive('m1', one, two, three);
    equal(did, ['two rings', 'two shows Dana: hello']);
  });

  it('come from a message that only another tab has heard', async () => {
    const { did, open, arrive } = several();
    const [, two] = [open('one', true), open('two')];
    await arrive('m1', two);
    equal(did, ['one rings', 'one shows Dana: hello']);
  });

  it('are silent where somebody reads the message in any tab', async () => {
    const { did, open, arrive } = several();
    const [one, two] = [open('one', true), open('two')];
    two.attention = 'reading';
    await arrive('m1', one, two);
    equal(did, []);
  });

  it('only ring where the page is in front with its chat closed', async () => {
    const { did, open, arrive } = several();
    const [one, two] = [open('one', true), open('two')];
    two.attention = 'in-front';
    await arrive('m1', one, two);
    equal(did, ['one rings']);
  });

  it('ring in a tab that may be heard', async () => {
    const { did, open, arrive } = several();
    const [one, two] = [open('one', true), open('two')];
    one.canPlay = false;
    await arrive('m1', one, two);
    equal(did, ['one shows Dana: hello', 'two rings']);
  });

  it('come once an id, also from the tab that leads next', async () => {
    const { did, open, arrive } = several();
    const [one, two] = [open('one', true), open('two')];
    await arrive('m1', one);
    one.lead(false);
    two.lead(true);
    await arrive('m1', two);
    equal(did.length, 2);
  });

  it('are decided by a tab that came to lead while it waited', async () => {
    const { did, open, clock } = several();
    const [one, two] = [open('one', true), open('two')];
    one.alerts.message('m1', notice);
    await settled();
    one.alerts.close();
    one.lead(false);
    two.lead(true);
    clock.advance(1000);
    equal(did, ['two rings', 'two shows Dana: hello']);
  });

  it('ring once for what comes together, and are bounded', async () => {
    const { did, open, clock, arrive } = several();
    const one = open('one', true);
    for (let i = 0; i < 1000; i += 1) one.alerts.message(`m${String(i)}`, notice);
    equal(clock.timers <= 200, true);
    clock.advance(1000);
    equal([did.filter((what) => what.endsWith('rings')).length, did.length <= 201], [1, true]);
    clock.advance(5000);
    await arrive('late', one);
    equal(did.filter((what) => what.endsWith('rings')).length, 2);
  });

  it('do nothing that the reader has not asked for', async () => {
    const { did, wants, open, arrive } = several();
    const one = open('one', true);
    wants.sound = wants.notifications = false;
    await arrive('m1', one);
    equal(did, []);
  });

  it('hear nothing from a tab that says something else', async () => {
    const { did, open, arrive } = several();
    open('one', true);
    const stranger = createFakeTabs().add();
    stranger.post('heard', { id: 1 });
    await arrive('m1');
    equal(did, []);
  });

  for (const [origin, platform] of [
    ['with Web Locks', undefined],
    [
      'on an insecure origin, by lease',
      () => ({ BroadcastChannel, localStorage, events: window }) satisfies TabsPlatform,
    ],
  ] as const) {
    it(`agree over the browser’s own channel, ${origin}`, async () => {
      const name = `alerts ${crypto.randomUUID()}`;
      const did: string[] = [];
      const two = [0, 1].map((i) => {
        const tabs = createTabs({ name, ...(platform && { platform: platform() }) });
        const alerts = new Alerts({
          tabs,
          clock: {
            now: Date.now,
            random: Math.random,
            after: (ms, run) =>
              (
                (id) => () =>
                  clearTimeout(id)
              )(setTimeout(run, ms)),
          },
          attention: () => 'away',
          canPlay: () => true,
          play: () => void did.push(`rings ${String(i)}`),
          notify: () => void did.push(`shows ${String(i)}`),
          wants: () => true,
        });
        return { tabs, alerts };
      });
      await until(() => two.some(({ tabs }) => tabs.isLeader()));
      for (const { alerts } of two) alerts.message('m1', notice);
      await until(() => did.length >= 2);
      await settled();
      equal(
        [...did].map((what) => what.split(' ')[0]),
        ['rings', 'shows'],
      );
      for (const { tabs, alerts } of two) {
        alerts.close();
        tabs.close();
      }
    });
  }
});

describe('The count in the title', () => {
  it('stands in front of the page’s own, which may change, and goes again', async () => {
    const before = document.title;
    document.title = 'Deal 42';
    const count = new TitleCount();
    count.set(2);
    equal(document.title, '(2) Deal 42');
    document.title = 'Deal 43';
    await until(() => document.title === '(2) Deal 43');
    count.set(120);
    equal(document.title, '(99+) Deal 43');
    count.set(0);
    equal(document.title, 'Deal 43');
    document.title = '(1) of 7';
    count.set(1);
    equal(document.title, '(1) (1) of 7');
    count.close();
    equal(document.title, '(1) of 7');
    document.title = before;
  });
});
