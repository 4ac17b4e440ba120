import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { ConnectionStatus, OutboxState } from '@crm-chat/sdk';
import type {} from '@crm-chat/sdk/define';
import { until, untilEqual } from './wait.js';

/** One message as the reader sees it. */
export interface Shown {
  readonly own: boolean;
  readonly text: string;
}

export interface Kept {
  readonly client_id: string;
  readonly state: OutboxState;
  readonly was_sent: boolean;
  readonly text: string;
}

/** A page with one `<crm-chat>`, used as a person would: by what is on the screen. */
export class ChatPage {
  constructor(readonly page: Page) {}

  /** Goes there and opens the chat. */
  async open(url: string): Promise<this> {
    await this.page.goto(url);
    await this.show();
    return this;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.show();
  }

  async show(): Promise<void> {
    const launcher = this.page.locator('crm-chat .launcher');
    await launcher.waitFor();
    if ((await launcher.getAttribute('aria-expanded')) !== 'true') await launcher.click();
    await this.field.waitFor();
  }

  get field() {
    return this.page.locator('crm-chat-composer textarea');
  }

  /** Types it, letter by letter, and leaves it in the field. */
  async type(text: string): Promise<void> {
    await this.field.pressSequentially(text);
  }

  /** Types it and presses Enter. Resolves once it is in the outbox: from then on it outlives the page, and is among what waits. */
  async say(text: string): Promise<void> {
    const before = new Set((await this.outbox()).map(({ client_id }) => client_id));
    await this.field.fill(text);
    await this.field.press('Enter');
    const isIt = (entry: Kept) => entry.text === text && !before.has(entry.client_id);
    await until(`${text} to be kept`, async () => (await this.outbox()).some(isIt));
  }

  /** The messages on the screen, from top to bottom. */
  shown(): Promise<Shown[]> {
    return this.page.locator('crm-chat .msg').evaluateAll((messages) =>
      messages.map((message) => ({
        own: message.closest('.group')?.classList.contains('own') ?? false,
        text: message.querySelector('.said')?.textContent ?? '',
      })),
    );
  }

  async texts(): Promise<string[]> {
    return (await this.shown()).map(({ text }) => text);
  }

  async ownTexts(): Promise<string[]> {
    return (await this.shown()).filter(({ own }) => own).map(({ text }) => text);
  }

  async sees(text: string): Promise<void> {
    await until(`${text} on the screen`, async () => (await this.texts()).includes(text));
  }

  /** The sentences between the messages: who came, who left. */
  events(): Promise<string[]> {
    return this.page.locator('crm-chat .event').allTextContents();
  }

  /** The line below the messages: who types, who writes. */
  async activity(): Promise<string> {
    return (await this.page.locator('crm-chat .activity').innerText()).trim();
  }

  /** The line below the header; empty where there is none. */
  async notice(): Promise<string> {
    return (await this.page.locator('crm-chat .notice').allInnerTexts()).join(' ').trim();
  }

  /** The lines under one's own messages: waiting, sent, read. */
  async states(): Promise<string[]> {
    const lines = await this.page.locator('crm-chat .group.own .meta').allInnerTexts();
    return lines.map((line) => line.trim());
  }

  status(): Promise<ConnectionStatus | null> {
    return this.page.evaluate(() => document.querySelector('crm-chat')?.chat?.stores.$status.get() ?? null);
  }

  async hasStatus(status: ConnectionStatus): Promise<void> {
    await untilEqual(`the status ${status}`, () => this.status(), status);
  }

  /** A socket is open, and the relay has said welcome in it. */
  async isLive(): Promise<void> {
    await until('a socket', () =>
      this.page.evaluate(() => {
        const stores = document.querySelector('crm-chat')?.chat?.stores;
        return stores?.$conversation.get() !== null && stores?.$status.get() === 'online';
      }),
    );
  }

  /**
   * Resolves with what the bot said last, once it has said all of it and that is on the screen as it stays: parsed. The bot has
   * the last word by what the chat holds, too: a question that was asked a moment ago may not be drawn yet.
   */
  botAnswer(): Promise<string> {
    return until('the bot to have answered', () =>
      this.page.evaluate(() => {
        const element = document.querySelector('crm-chat');
        const items = element?.chat?.stores.$timeline.get() ?? [];
        const last = items.filter(({ message }) => message?.type !== 'event').at(-1);
        if (last?.message?.sender.role !== 'bot' || last.message.status === 'streaming') return null;
        const answer = [...(element?.shadowRoot?.querySelectorAll<HTMLElement>('.msg') ?? [])].at(-1);
        if (answer?.dataset['key'] !== last.key) return null;
        return answer.querySelector('.said:not(.writing, :has(> .written))')?.textContent ?? null;
      }),
    );
  }

  /** What the bot has written so far of what it writes; empty where it writes nothing. */
  async written(): Promise<string> {
    return (await this.page.locator('crm-chat .writing').allTextContents()).join(' ').trim();
  }

  /** Both show the same messages, in the same order. */
  async showsTheSameAs(other: ChatPage): Promise<void> {
    const both = () => Promise.all([this.texts(), other.texts()]);
    let seen: string[][] = [];
    const areEqual = async () => isDeepStrictEqual(...(seen = await both()));
    await until('the same list before both', areEqual).catch(() => assert.deepEqual(seen[0], seen[1]));
  }

  conversationId(): Promise<string | null> {
    return this.page.evaluate(() => document.querySelector('crm-chat')?.chat?.stores.$conversationId.get() ?? null);
  }

  /** What the outbox holds, settled ones included. */
  outbox(): Promise<Kept[]> {
    return this.page.evaluate(() =>
      (document.querySelector('crm-chat')?.chat?.stores.$outbox.get() ?? []).map(
        ({ client_id, state, was_sent, act }) => ({
          client_id,
          state,
          was_sent,
          text: act.kind === 'send' ? (act.content.text ?? '') : '',
        }),
      ),
    );
  }

  /** The relay has acknowledged it. */
  async hasSent(text: string): Promise<void> {
    const isSettled = (entry: Kept) => entry.text === text && entry.state === 'settled';
    await until(`${text} to be acknowledged`, async () => (await this.outbox()).some(isSettled));
  }

  /** Nothing waits: all that is in the list is with the relay. What keys were just pressed for, other than by `say`, may not be in it yet. */
  async hasSentAll(): Promise<void> {
    const waiting = async () => (await this.outbox()).filter(({ state }) => state !== 'settled');
    await untilEqual('nothing to wait any more', waiting, []);
  }
}
