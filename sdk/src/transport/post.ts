import type { OutboxEntry, Settlement } from '../entry.js';
import type { Message, UserResponseAnswer, UserResponseBody } from '../protocol/index.js';
import type { HttpRequest, HttpResult } from './http.js';

/** The part of `Http` that is needed. */
export interface Poster {
  request<T>(method: string, path: string, request?: HttpRequest): Promise<HttpResult<T>>;
}

type Done = Omit<Extract<Settlement, { kind: 'acked' }>, 'client_id' | 'kind' | 'epoch'>;

/**
 * Carries a run one by one, in order, and stops at the first that is not accepted for now: what is behind it must not
 * overtake it. One that opens a conversation goes alone, since its answer says where the others go.
 */
export async function carryByPost(
  entries: readonly OutboxEntry[],
  poster: Poster,
  epoch: string | null,
): Promise<readonly Settlement[]> {
  const settlements: Settlement[] = [];
  for (const entry of entries) {
    const result = await postOf(entry, poster);
    settlements.push(settlementOf(entry.client_id, result, epoch));
    if (settlements.at(-1)?.kind === 'retry' || entry.open) break;
  }
  return settlements;
}

const settlementOf = (client_id: string, result: HttpResult<Done>, epoch: string | null): Settlement => {
  if (result.ok) return { client_id, kind: 'acked', ...result.body, epoch };
  const { detail, isTransient, retryAfter: retry_after } = result;
  const code = result.code === 'signed_out' ? 'token_invalid' : result.code;
  if (isTransient || code === 'network') return { client_id, kind: 'retry', code, detail, retry_after };
  return { client_id, kind: 'refused', code, detail };
};

const postOf = async (entry: OutboxEntry, poster: Poster): Promise<HttpResult<Done>> => {
  const { act } = entry;
  if (act.kind === 'send') return send(entry, poster);
  const path = `/api/messages/${encodeURIComponent(act.message_id)}/`;
  const request = { idempotencyKey: entry.client_id };
  let result: HttpResult<Message>;
  if (act.kind === 'edit') result = await poster.request('PATCH', path, { ...request, body: { text: act.text } });
  else if (act.kind === 'delete') result = await poster.request('DELETE', path, request);
  else {
    const reaction = `${path}reactions/${encodeURIComponent(act.emoji)}/`;
    result = await poster.request(act.on ? 'PUT' : 'DELETE', reaction, request);
  }
  if (!result.ok) return result;
  const { id, seq, rev } = result.body;
  const done = { conversation_id: entry.conversation_id, message_id: id, seq, rev, duplicate: false };
  return { ok: true, status: result.status, body: done };
};

const send = async (entry: OutboxEntry, poster: Poster): Promise<HttpResult<Done>> => {
  const { client_id, conversation_id, open, act } = entry;
  const content = act.kind === 'send' ? act.content : {};
  const opening = open ? { ...open, create: true } : {};
  const body: UserResponseBody = { ...content, ...opening, conversation_id, client_id };
  const result = await poster.request<UserResponseAnswer>('POST', '/api/user-response/', { body });
  if (!result.ok) return result;
  const { message_id, seq, rev, duplicate, ...answer } = result.body;
  const done = { conversation_id: answer.conversation_id, message_id, seq, rev, duplicate };
  return { ok: true, status: result.status, body: done };
};
