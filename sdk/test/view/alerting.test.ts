import { sendKeys } from '@web/test-runner-commands';
import { isOn } from '../../src/alerts/preferences.js';
import { equal, settled, until } from '../outbox/assert.js';
import { dana, fakeChat } from './fake-chat.js';
import { focusPage, mount, unmountAll, type Mounted } from './mount.js';

const forget = () => {
  localStorage.removeItem('crm-chat|sound');
  localStorage.removeItem('crm-chat|notifications');
};

/** Notes the notes that are played and the notifications that are shown. */
function watched() {
  const tones: number[] = [];
  const shown: { title: string; body: string; tag: string; click: () => void }[] = [];
  const before = globalThis.Notification;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its context below
  const create = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function createOscillator() {
    const tone = create.call(this);
    tones.push(tones.length);
    return tone;
  };
  class FakeNotification {
    static permission: NotificationPermission = 'default';
    static requestPermission = async () => (FakeNotification.permission = 'granted');
    onclick: (() => void) | null = null;
    constructor(title: string, { body = '', tag = '' }: NotificationOptions) {
      shown.push({ title, body, tag, click: () => this.onclick?.() });
    }
    readonly close = () => undefined;
  }
  Object.defineProperty(globalThis, 'Notification', { configurable: true, writable: true, value: FakeNotification });
  return {
    tones,
    shown,
    FakeNotification,
    restore() {
      Object.defineProperty(globalThis, 'Notification', { configurable: true, writable: true, value: before });
      AudioContext.prototype.createOscillator = create;
    },
  };
}

describe('Sound, notifications and title', () => {
  let seen: ReturnType<typeof watched>;
  beforeEach(() => {
    forget();
    seen = watched();
  });
  afterEach(() => {
    unmountAll();
    seen.restore();
    forget();
  });

  const item = ({ $ }: Mounted, at: number) => $('.menu').querySelectorAll<HTMLElement>('[role=menuitemcheckbox]')[at]!;
  /** The tab leads, and its sound has been allowed by a key. */
  const arrives = async (mounted: Mounted, text: string) => {
    mounted.chat.receive(dana, text);
    await settled();
    mounted.clock.advance(3000);
    await settled();
  };

  it('are nowhere unless the page asks for them', async () => {
    const title = document.title;
    const mounted = await mount(fakeChat());
    equal(mounted.all('crm-chat-menu').length, 0);
    focusPage(false);
    await arrives(mounted, 'hello');
    equal([seen.tones.length, seen.shown.length, document.title], [0, 0, title]);
  });

  it('the title counts what is unread', async () => {
    const title = document.title;
    const { element, chat } = await mount(fakeChat(), { open: false });
    element.titleCount = true;
    chat.receive(dana, 'one');
    await until(() => document.title === `(1) ${title}`);
    element.remove();
    await until(() => document.title === title);
  });

  it('a message rings while nobody looks, and not once the reader has switched it off', async () => {
    const mounted = await mount(fakeChat());
    mounted.element.sound = true;
    await mounted.ready();
    await until(async () => ((await navigator.locks.query()).held ?? []).some(({ name }) => name?.includes('alerts')));
    await sendKeys({ press: 'a' });
    await arrives(mounted, 'read at once');
    equal(seen.tones.length, 0, 'the reader looks at it');
    focusPage(false);
    await until(async () => {
      await arrives(mounted, 'hello');
      return seen.tones.length >= 2;
    });
    await until(() => mounted.all('crm-chat-menu button').length > 0);
    mounted.$('crm-chat-menu button').click();
    await mounted.ready();
    equal(item(mounted, 0).ariaChecked, 'true');
    item(mounted, 0).click();
    await mounted.ready();
    equal([item(mounted, 0).ariaChecked, isOn('sound')], ['false', false]);
    const rung = seen.tones.length;
    await arrives(mounted, 'again');
    equal(seen.tones.length, rung);
  });

  it('notifications are asked for by a click, name who wrote, and open the chat', async () => {
    const mounted = await mount(fakeChat(), { open: false });
    mounted.element.notifications = true;
    mounted.element.show();
    await until(() => mounted.all('crm-chat-menu button').length > 0);
    mounted.$('crm-chat-menu button').click();
    await mounted.ready();
    equal(item(mounted, 0).ariaChecked, 'false');
    item(mounted, 0).click();
    await until(() => isOn('notifications'));
    await mounted.ready();
    equal(item(mounted, 0).ariaChecked, 'true');
    mounted.element.hide();
    focusPage(false);
    await until(async () => {
      await arrives(mounted, 'Which address?');
      return seen.shown.length > 0;
    });
    equal(
      [seen.shown[0]?.title, seen.shown[0]?.body, seen.shown[0]?.tag],
      ['Dana Okafor', 'Which address?', 'crm-chat-c1'],
    );
    seen.shown[0]?.click();
    equal(mounted.element.open, true);
    equal(seen.tones.length, 0);
  });

  it('say where the browser has blocked them', async () => {
    seen.FakeNotification.permission = 'denied';
    const mounted = await mount(fakeChat());
    mounted.element.notifications = true;
    await mounted.ready();
    mounted.$('crm-chat-menu button').click();
    await mounted.ready();
    equal([item(mounted, 0).ariaDisabled, mounted.text('.menu small')], ['true', 'Blocked in this browser’s settings']);
    item(mounted, 0).click();
    equal(isOn('notifications'), false);
  });

  it('the menu is used by keyboard alone', async () => {
    const mounted = await mount(fakeChat());
    mounted.element.sound = mounted.element.notifications = true;
    await mounted.ready();
    const { $, active, all, element, ready } = mounted;
    const button = $('crm-chat-menu [aria-haspopup]');
    button.focus();
    await sendKeys({ press: 'ArrowDown' });
    await until(() => active() === item(mounted, 0));
    await sendKeys({ press: 'ArrowDown' });
    equal(active() === item(mounted, 1), true);
    await sendKeys({ press: 'ArrowDown' });
    equal(active() === item(mounted, 0), true, 'round');
    await sendKeys({ press: 'End' });
    equal(active() === item(mounted, 1), true);
    await sendKeys({ press: 'Escape' });
    await until(() => active() === button);
    equal([all('.menu').length, element.open, button.ariaExpanded], [0, true, 'false']);
    await sendKeys({ press: 'ArrowUp' });
    await until(() => active() === item(mounted, 1));
    await sendKeys({ press: 'Tab' });
    await until(() => all('.menu').length === 0);
    await ready();
  });
});
