/** A frame of the relay that has no row does not compile; those of the connection alone go to whoever has the socket. */
import type { RelayFrameType } from '@crm-chat/sdk/protocol';
import type { TOLD_ROLES } from '../../src/service/roles.js';

type OfTheConnection = 'ack' | 'nack' | 'reset' | 'ping' | 'pong' | 'goaway';
type Named<Key extends string> = Key extends `${infer Type}/${string}` ? Type : Key;

export const untold = (frame: Exclude<RelayFrameType, OfTheConnection | Named<keyof typeof TOLD_ROLES>>): never =>
  frame;
