import type { ConnectionStatus } from '@crm-chat/sdk';
import type {} from '@crm-chat/sdk/define';
import { until, untilEqual } from '../support/wait.js';
import type { Tab } from './driver.js';

/** A tab with one `<crm-chat>`, used by its keys and looked at by what it shows. */
export class ChatTab {
  constructor(readonly tab: Tab) {}

  async open(url: string): Promise<this> {
    await this.tab.goto(url);
    await this.show();
    return this;
  }

  async reload(): Promise<void> {
    await this.tab.reload();
    await this.show();
  }

  async show(): Promise<void> {
    await until('the field', () =>
      this.tab.run(() => {
        const root = document.querySelector('crm-chat')?.shadowRoot;
        const launcher = root?.querySelector<HTMLElement>('.launcher');
        if (launcher?.getAttribute('aria-expanded') === 'false') launcher.click();
        return Boolean(root?.querySelector('textarea'));
      }),
    );
  }

  async type(text: string): Promise<void> {
    await this.tab.run(() => document.querySelector('crm-chat')?.shadowRoot?.querySelector('textarea')?.focus());
    await this.tab.type(text);
  }

  /** Types it and presses Enter. Resolves once it is in the outbox: from then on it outlives the page, and is among what waits. */
  async say(text: string): Promise<void> {
    const kept = () =>
      this.tab.run((wanted) => {
        const entries = document.querySelector('crm-chat')?.chat?.stores.$outbox.get() ?? [];
        return entries.filter(({ act }) => act.kind === 'send' && act.content.text === wanted).length;
      }, text);
    const before = await kept();
    await this.type(text);
    await this.tab.enter();
    await until(`${text} to be kept`, async () => (await kept()) > before);
  }

  texts(): Promise<string[]> {
    return this.tab.run(() => {
      const messages = document.querySelector('crm-chat')?.shadowRoot?.querySelectorAll('.msg') ?? [];
      return [...messages].map((message) =>
        (message.querySelector<HTMLElement>('[id^="text-"]')?.innerText ?? '').trim(),
      );
    });
  }

  async ownTexts(): Promise<string[]> {
    return this.tab.run(() => {
      const messages = document.querySelector('crm-chat')?.shadowRoot?.querySelectorAll('.group.own .msg') ?? [];
      return [...messages].map((message) =>
        (message.querySelector<HTMLElement>('[id^="text-"]')?.innerText ?? '').trim(),
      );
    });
  }

  async sees(text: string): Promise<void> {
    await until(`${text} on the screen`, async () => (await this.texts()).includes(text));
  }

  /** What parts of the panel say, one line each. */
  linesOf(selector: string): Promise<string[]> {
    return this.tab.run((parts) => {
      const found = document.querySelector('crm-chat')?.shadowRoot?.querySelectorAll<HTMLElement>(parts) ?? [];
      return [...found].map((part) => part.innerText.trim());
    }, selector);
  }

  async activity(): Promise<string> {
    return (await this.linesOf('.activity')).join(' ');
  }

  async notice(): Promise<string> {
    return (await this.linesOf('.notice')).join(' ');
  }

  states(): Promise<string[]> {
    return this.linesOf('.group.own .meta');
  }

  status(): Promise<ConnectionStatus | null> {
    return this.tab.run(() => document.querySelector('crm-chat')?.chat?.stores.$status.get() ?? null);
  }

  async hasStatus(status: ConnectionStatus): Promise<void> {
    await untilEqual(`the status ${status}`, () => this.status(), status);
  }

  async isLive(): Promise<void> {
    await until('a socket', () =>
      this.tab.run(() => {
        const stores = document.querySelector('crm-chat')?.chat?.stores;
        return stores?.$conversation.get() !== null && stores?.$status.get() === 'online';
      }),
    );
  }

  /** Once the bot has said all of its last answer. */
  async botAnswered(): Promise<void> {
    await until('the bot to have answered', () =>
      this.tab.run(() => {
        const last = document.querySelector('crm-chat')?.chat?.stores.$messages.get().at(-1);
        return last?.sender.role === 'bot' && last.status === 'sent';
      }),
    );
  }

  async hasSentAll(): Promise<void> {
    const waiting = () =>
      this.tab.run(
        () =>
          (document.querySelector('crm-chat')?.chat?.stores.$outbox.get() ?? []).filter(
            ({ state }) => state !== 'settled',
          ).length,
      );
    await untilEqual('nothing to wait any more', waiting, 0);
  }
}
