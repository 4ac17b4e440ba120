/** Options of one chat, checked once at the door. */
import { ChatError } from './errors.js';
import { SUBJECT_CHARS_MAX, TITLE_CHARS_MAX } from './protocol/index.js';
import type { Environment } from './transport/transport.js';

export interface ChatOptions {
  /** The relay's origin, such as `https://chat.example.com`. */
  endpoint: string;
  /** A JWT. One of `token`, `tokenUrl` and `getToken` is needed; `getToken` wins over `tokenUrl`, that over `token`. */
  token?: string | undefined;
  /** `GET`, `credentials: "same-origin"`, answers `{token}` or the bare JWT. */
  tokenUrl?: string | undefined;
  getToken?: (() => Promise<string>) | undefined;
  conversationId?: string | undefined;
  /** The CRM record, such as `deal:42`: its open conversation is shown, or one is opened with the first message. */
  subject?: string | undefined;
  /** Title of a conversation that this chat opens. */
  title?: string | undefined;
  /**
   * For headless use and tests, in place of the browser's own parts. Node 20 has no WebSocket:
   * `environment: { WebSocket }` with that of the package `ws`.
   */
  environment?: Partial<Environment> | undefined;
}

/** `endpoint` without a slash at its end. */
export type CheckedOptions = Readonly<ChatOptions>;

const invalid = (message: string, cause?: unknown): ChatError => new ChatError('option_invalid', message, { cause });

const checkedEndpoint = (endpoint: unknown): string => {
  let url: URL;
  try {
    url = new URL(String(endpoint));
  } catch (cause) {
    throw invalid('endpoint has to be the address of a relay, such as https://chat.example.com.', cause);
  }
  if (!/^https?:$/.test(url.protocol)) throw invalid('endpoint has to begin with https:// or http://.');
  return (url.origin + url.pathname).replace(/\/+$/, '');
};

const checkText = (name: string, value: unknown, max: number): void => {
  if (value === undefined) return;
  if (typeof value !== 'string' || value === '') throw invalid(`${name} has to be a text that is not empty.`);
  if (value.length > max) throw invalid(`${name} may have at most ${max} characters.`);
};

/** @throws ChatError `option_invalid`, naming the option. */
export function checkOptions(options: ChatOptions): CheckedOptions {
  const { token, tokenUrl, getToken, conversationId, subject, title } = options;
  const endpoint = checkedEndpoint(options.endpoint);
  if (token === undefined && tokenUrl === undefined && getToken === undefined) {
    throw invalid('One of token, tokenUrl and getToken is needed.');
  }
  if (getToken !== undefined && typeof getToken !== 'function') throw invalid('getToken has to be a function.');
  checkText('token', token, Infinity);
  checkText('tokenUrl', tokenUrl, Infinity);
  checkText('conversationId', conversationId, 100);
  checkText('subject', subject, SUBJECT_CHARS_MAX);
  checkText('title', title, TITLE_CHARS_MAX);
  return { ...options, endpoint };
}
