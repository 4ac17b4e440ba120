/** A real relay beside the test, and chats on it that are let go of when the test ends. */
import { executeServerCommand } from '@web/test-runner-commands';
import { createChat, type Chat } from '../../src/chat.js';
import type { ChatOptions } from '../../src/options.js';
import type { TokenRole } from '../../src/protocol/index.js';
import { until } from '../outbox/assert.js';

interface Claims {
  sub: string;
  name?: string;
  role?: TokenRole;
  tenant?: string;
  subjects?: string[];
  /** Seconds. */
  expiresIn?: number;
}

export const relay = {
  /** Also after a stop or a kill: the same data, the same address. */
  start: async (env: Record<string, string> = {}): Promise<string> =>
    (await executeServerCommand<{ url: string }, object>('relay:start', { env })).url,
  stop: () => executeServerCommand('relay:stop', {}),
  kill: () => executeServerCommand('relay:kill', {}),
  token: async (claims: Claims): Promise<string> =>
    (await executeServerCommand<{ token: string }, object>('relay:token', { ...claims })).token,
};

const open = new Set<Chat>();

export const chatOf = (options: ChatOptions): Chat => {
  const chat = createChat(options);
  open.add(chat);
  return chat;
};

/** As a reload does. */
export const closed = (chat: Chat): void => {
  chat.close();
  open.delete(chat);
};

export const closeAll = (): void => {
  for (const chat of open) closed(chat);
};

let people = 0;
/** A person nobody has been before: tests share a relay and a browser. */
export const newPerson = (name: string): string => `${name}-${Date.now().toString(36)}-${++people}`;

export const texts = (chat: Chat): string[] => chat.stores.$messages.get().map(({ text }) => text);
export const own = (chat: Chat): string[] => {
  const me = chat.stores.$you.get()?.user.id;
  return chat.stores.$messages.get().flatMap(({ sender, text }) => (sender.id === me ? [text] : []));
};
export const waiting = (chat: Chat): string[] =>
  chat.stores.$timeline.get().flatMap(({ message, entry }) => (message || !entry ? [] : [entry.client_id]));

/** Asks the bot and stops its reply; once more where a busy machine let it come to its end before that. */
export const stopsAReply = async (chat: Chat): Promise<void> => {
  const replies = () => chat.stores.$messages.get().filter(({ sender }) => sender.role === 'bot');
  const known = new Set(replies().map(({ id }) => id));
  for (;;) {
    await chat.send('What does it cost?');
    const fresh = () => replies().find(({ id }) => !known.has(id));
    await until(() => fresh() !== undefined);
    const { id = '' } = fresh() ?? {};
    known.add(id);
    await chat.stop(id);
    const status = () => replies().find((reply) => reply.id === id)?.status;
    await until(() => status() !== 'streaming');
    if (status() === 'interrupted') return;
  }
};

/** Asks the bot until its reply was seen in so many lengths: of one on a busy machine nothing may be seen before it is whole. */
export const seesAReplyGrow = async (asker: Chat, reader: Chat, steps: number): Promise<void> => {
  const lengths = new Set<number>();
  const undo = reader.stores.$messages.listen((rows) => {
    for (const { status, text } of rows) if (status === 'streaming') lengths.add(text.length);
  });
  const whole = () =>
    reader.stores.$messages.get().filter(({ sender, status }) => sender.role === 'bot' && status === 'sent').length;
  while (lengths.size < steps) {
    lengths.clear();
    const before = whole();
    await asker.send('What does it cost?');
    await until(() => whole() > before);
  }
  undo();
};
