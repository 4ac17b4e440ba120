import type { ConnectionStatus } from '../chat.js';
import type { OutboxEntry } from '../entry.js';

/** Sends that have not reached the relay; `failed` ones wait for a person, not for the network. */
export const isWaiting = (entry: OutboxEntry): boolean =>
  entry.act.kind === 'send' && (entry.state === 'queued' || entry.state === 'sending');

export const isConnected = (status: ConnectionStatus): boolean => status === 'online' || status === 'polling';
