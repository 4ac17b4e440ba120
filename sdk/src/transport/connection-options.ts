import type { RelayFrame, WelcomeFrame } from '../protocol/index.js';
import type { ConnectionStatus } from '../status.js';
import type { Http, HttpResult } from './http.js';
import type { Tokens } from './token.js';
import type { Environment, Feed } from './transport.js';

export interface ConnectionEvents {
  onStatus(status: ConnectionStatus): void;
  /** Each frame, after the feed has it. */
  onFrame(frame: RelayFrame): void;
  onWelcome(frame: WelcomeFrame): void;
  /** The socket is gone. `blamesHead`: what was sent may be why. */
  onDown(blamesHead: boolean): void;
  /** 4404 or 404. */
  onNotFound(): void;
  /** Without a conversation: says whether the relay answers. */
  greet(): Promise<HttpResult<unknown>>;
}

export interface ConnectionOptions {
  endpoint: string;
  env: Environment;
  tokens: Tokens;
  http: Http;
  feed: Feed;
  /** Whether a conversation may turn up where there is none: then `greet` is called again now and then. */
  looksAgain?: boolean;
  events: ConnectionEvents;
}
