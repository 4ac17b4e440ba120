/** What an element needs from when it is used on: its chat, and what tells of messages that nobody sees arrive. One chunk. */
import { createChat } from '../../chat.js';
import { Alerting, type AlertingHost } from './alerting.js';
import { ChatKeeper, type KeeperHost } from './chat-keeper.js';
import type { Emit } from './events.js';

export interface Backstage {
  readonly keeper: ChatKeeper;
  readonly alerting: Alerting;
}

export const createBackstage = (host: KeeperHost & AlertingHost, emit: Emit): Backstage => ({
  keeper: new ChatKeeper(host, createChat, emit),
  alerting: new Alerting(host),
});
