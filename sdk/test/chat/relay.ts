/** A real relay beside the test, and chats on it that are let go of when the test ends. */
import { executeServerCommand } from '@web/test-runner-commands';
import { createChat, type Chat } from '../../src/chat.js';
import type { ChatOptions } from '../../src/options.js';
import type { TokenRole } from '../../src/protocol/index.js';

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
