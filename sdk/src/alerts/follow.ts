import type { ReadableAtom } from 'nanostores';
import type { Chat } from '../chat.js';
import type { Clock } from '../clock.js';
import type { Message } from '../protocol/index.js';
import { createTabs, type Tabs } from '../tabs/tabs.js';
import { Alerts, type AlertsOptions, type Attention } from './alerts.js';
import { notify, type Notice } from './notify.js';
import { isOn } from './preferences.js';
import { createSound } from './sound.js';
import { TitleCount } from './title.js';

/** What the page offers. */
export interface Offers {
  readonly sound: boolean;
  readonly notifications: boolean;
  readonly titleCount: boolean;
}

export interface FollowOptions {
  chat: Chat;
  clock: Clock;
  offers: Offers;
  /** Unread messages in all conversations. */
  unread: ReadableAtom<number>;
  /** The element that shows the chat. */
  host: {
    readonly botName: string | null;
    /** Whether the conversation is on the screen. */
    readonly isTalking: boolean;
    /** The reader has clicked a notification. */
    show(): void;
  };
}

/** So much of a message stands in a notification: systems cut there themselves. */
const BODY_MAX = 160;

const isAlerting = ({ type, deleted_at, status }: Message): boolean =>
  type !== 'event' && deleted_at === null && status !== 'streaming';

function attentionTo({ isTalking }: FollowOptions['host']): Attention {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return 'away';
  return isTalking ? 'reading' : 'in-front';
}

/** What to call whoever wrote. */
const nameOf = ({ sender }: Message, botName: string | null): string =>
  [sender.role === 'bot' ? botName : null, sender.name].find(Boolean) ?? document.title;

/** Joins the tabs of one person, and leaves them for those of another. */
class Person {
  #tabs: Tabs | null = null;
  #alerts: Alerts | null = null;
  #name: string | null = null;

  constructor(private readonly options: Omit<AlertsOptions, 'tabs'>) {}

  enter(name: string | null): void {
    if (name === this.#name) return;
    this.leave();
    this.#name = name;
    if (name === null) return;
    this.#tabs = createTabs({ name: `crm-chat|alerts|${name}`, clock: this.options.clock });
    this.#alerts = new Alerts({ ...this.options, tabs: this.#tabs });
  }

  message(id: string, notice: Notice): void {
    this.#alerts?.message(id, notice);
  }

  leave(): void {
    this.#alerts?.close();
    this.#tabs?.close();
    this.#alerts = this.#tabs = this.#name = null;
  }
}

/** Tells of what arrives in one chat: by the page's title, a sound, a notification. @returns the undo. */
export function followAlerts({ chat, unread, offers, clock, host }: FollowOptions): () => void {
  const title = new TitleCount();
  const sound = createSound();
  const person = new Person({
    clock,
    attention: () => attentionTo(host),
    canPlay: () => sound.isReady,
    play: () => {
      sound.play();
    },
    notify: (notice) => {
      notify(notice, () => {
        host.show();
      });
    },
    wants: (what) => offers[what] && isOn(what),
  });
  const undo = [
    chat.stores.$you.subscribe((you) => {
      if (offers.sound || offers.notifications) person.enter(you && JSON.stringify([you.tenant, you.user.id]));
    }),
    unread.subscribe((count) => {
      if (offers.titleCount) title.set(count);
    }),
    chat.on('message-received', ({ message }) => {
      if (!isAlerting(message)) return;
      const body = message.text.slice(0, BODY_MAX);
      const title = nameOf(message, host.botName);
      person.message(message.id, { conversation: message.conversation_id, title, body });
    }),
    () => {
      person.leave();
      sound.close();
      title.close();
    },
  ];
  return () => {
    for (const each of undo.splice(0)) each();
  };
}
