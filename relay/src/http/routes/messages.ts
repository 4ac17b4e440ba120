import type { UserResponseAnswer, UserResponseBody } from '@crm-chat/sdk/protocol';
import { RelayError } from '../../errors.js';
import type { ChatService, SendRequest, SendResult } from '../../service/service.js';
import { endpoint, type EndpointGround } from '../endpoint.js';
import { json, jsonText, noContent } from '../reply.js';
import { eventsAnswer, messagesPage, messageSearch, userResponseAnswer } from '../schemas/answers.js';
import {
  eventsBody,
  eventsQuery,
  messagesQuery,
  readBody,
  searchQuery,
  typingBody,
  userResponseBody,
} from '../schemas/bodies.js';

/** Sending, reading, following: what a chat does all day. */
export function messageRoutes(ground: EndpointGround, service: ChatService): void {
  sending(ground, service);
  following(ground, service);
  marks(ground, service);
}

function sending(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/user-response/',
      operationId: 'sendMessage',
      summary: 'Send a message; it is on disk when the answer comes',
      description:
        'Without a `conversation_id` it opens a conversation, and the same `client_id` again finds that one.',
      body: userResponseBody,
      idempotencyKey: true,
      answers: {
        201: { description: 'Stored.', schema: userResponseAnswer },
        200: { description: 'Stored before: the first ids, and the message as it is now.', schema: userResponseAnswer },
      },
      codes: [
        'not_found',
        'forbidden',
        'subject_not_allowed',
        'id_taken',
        'subject_taken',
        'conversation_closed',
        'already_answered',
        'message_deleted',
        'attachment_gone',
        'idempotency_mismatch',
        'text_too_long',
      ],
    },
    async ({ principal, body }) => {
      const { conversation_id: id, settled } = await service.send(principal, sendRequest(body));
      const [only] = settled;
      if (only === undefined) throw new RelayError('internal');
      return jsonText(userResponse(id, only), only.duplicate ? 200 : 201);
    },
  );
}

function sendRequest(body: UserResponseBody): SendRequest {
  const { conversation_id, create, title, subject, metadata, ...item } = body;
  return {
    ...(conversation_id !== undefined && { conversation_id }),
    ...(create !== undefined && { create }),
    ...(title !== undefined && { title }),
    ...(subject !== undefined && { subject }),
    ...(metadata !== undefined && { metadata }),
    items: [item],
  };
}

/** The row is JSON already, so it is set in, not parsed and written again. */
function userResponse(
  conversationId: string,
  { message_id, seq, rev, duplicate, row }: SendResult['settled'][number],
): string {
  const rest = { conversation_id: conversationId, message_id, seq, rev, duplicate };
  rest satisfies Omit<UserResponseAnswer, 'message'>;
  return `${JSON.stringify(rest).slice(0, -1)},"message":${row?.json ?? 'null'}}`;
}

function following(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/conversations/{id}/messages/',
      operationId: 'listMessages',
      summary: 'A page of the history, ascending',
      query: messagesQuery,
      answers: { 200: { description: 'At most 256 KiB of messages.', schema: messagesPage } },
      codes: [],
    },
    async ({ principal, id, query }) => json(await service.messages(principal, id, query)),
  );
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/conversations/{id}/search/',
      operationId: 'searchMessages',
      summary: 'Find messages of a conversation, latest first',
      description:
        'Words in any case, with or without accents; all have to be there, the last one as a beginning. Quotes keep words together.',
      query: searchQuery,
      answers: { 200: { description: 'A page of hits.', schema: messageSearch } },
      codes: [],
    },
    async ({ principal, id, query }) => json(await service.search(principal, id, query)),
  );
  const events = {
    path: '/api/conversations/{id}/events/',
    answers: { 200: { description: 'What changed, or `reset`.', schema: eventsAnswer } },
    codes: ['too_many_connections'],
  } as const;
  endpoint(
    ground,
    {
      ...events,
      method: 'get',
      operationId: 'getEvents',
      summary: 'What changed since a revision',
      query: eventsQuery,
    },
    async ({ principal, id, query, signal }) => json(await service.events(principal, id, query, signal)),
  );
  endpoint(
    ground,
    {
      ...events,
      method: 'post',
      operationId: 'pollEvents',
      summary: 'The same, waiting up to 25 s for a change',
      description: 'As a POST it costs a browser one preflight for all, not one for each query.',
      body: eventsBody,
      bodyOptional: true,
    },
    async ({ principal, id, body, signal }) => json(await service.events(principal, id, body, signal)),
  );
}

function marks(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/conversations/{id}/read/',
      operationId: 'markRead',
      summary: 'Move the read mark up to a message',
      body: readBody,
      answers: { 204: { description: 'Moved, or further up already.' } },
      codes: [],
    },
    async ({ principal, id, body }) => {
      await service.read(principal, id, body.seq);
      return noContent();
    },
  );
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/conversations/{id}/typing/',
      operationId: 'setTyping',
      summary: 'Say that somebody types, or stopped',
      description: 'Expires by itself after 6 s. `note: true` is told to staff only.',
      body: typingBody,
      answers: { 204: { description: 'Told.' } },
      codes: ['forbidden'],
    },
    async ({ principal, id, body }) => {
      await service.typing(principal, id, body.is_typing, body.note);
      return noContent();
    },
  );
}
