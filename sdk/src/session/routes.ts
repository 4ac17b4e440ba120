/** The relay's routes that a chat asks by itself. docs/protocol.md, section 4. */
import type { AttachmentLink, ClientFrame, ConversationList, MessagesPage, PublicPrompt } from '../protocol/index.js';
import type { InboxQuery } from '../inbox/inbox.js';
import { ChatError } from '../errors.js';
import type { Http, HttpResult } from '../transport/http.js';

const HISTORY_PAGE = 50;

const conversation = (id: string): string => `/api/conversations/${encodeURIComponent(id)}/`;

export const getPrompts = (http: Http): Promise<HttpResult<PublicPrompt[]>> => http.request('GET', '/api/bot-prompts/');

/** The id of the one open conversation of a record; null where there is none. */
export async function findOpen(http: Http, subject: string): Promise<HttpResult<string | null>> {
  const query = new URLSearchParams({ subject, status: 'open', limit: '1' });
  const result = await http.request<ConversationList>('GET', `/api/conversations/?${query.toString()}`);
  return result.ok ? { ...result, body: result.body.results[0]?.id ?? null } : result;
}

/** A page of this person's conversations; null where the relay could not be asked. */
export async function getConversations(
  http: Http,
  { q, unread, cursor, limit }: InboxQuery,
): Promise<ConversationList | null> {
  const query = new URLSearchParams({ limit: String(limit), archived: 'false' });
  if (q !== undefined) query.set('q', q);
  if (unread) query.set('unread', 'true');
  if (cursor !== undefined) query.set('cursor', cursor);
  const result = await http.request<ConversationList>('GET', `/api/conversations/?${query.toString()}`);
  return result.ok ? result.body : null;
}

export const getOlder = (http: Http, id: string, before: number): Promise<HttpResult<MessagesPage>> =>
  http.request('GET', `${conversation(id)}messages/?before=${before}&limit=${HISTORY_PAGE}`);

/** Where the bytes of a file are to be had for a while without a token. */
export const postLink = (http: Http, attachmentId: string): Promise<HttpResult<AttachmentLink>> =>
  http.request('POST', `/api/attachments/${encodeURIComponent(attachmentId)}/link/`);

/** Stops a streaming reply: over the socket, else by HTTP. @throws ChatError where the relay refuses. */
export async function stopReply(
  messageId: string,
  socket: { send(frame: ClientFrame): boolean } | null,
  http: Http,
): Promise<void> {
  if (socket?.send({ type: 'stop', id: messageId })) return;
  const result = await http.request('POST', `/api/messages/${encodeURIComponent(messageId)}/stop/`);
  if (!result.ok) throw new ChatError(result.code, result.detail);
}

/** While there is no socket. */
export const postActivity = (
  http: Http,
  id: string,
  frame: Extract<ClientFrame, { type: 'typing' | 'read' }>,
): Promise<HttpResult<unknown>> => {
  const { type, ...body } = frame;
  return http.request('POST', `${conversation(id)}${type}/`, { body });
};
