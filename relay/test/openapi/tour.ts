import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Attachment, Message } from '@crm-chat/sdk/protocol';
import { adminAuth } from '../../src/auth/admin-auth.js';
import { signAdminLink } from '../../src/auth/admin-link.js';
import { systemClock } from '../../src/clock.js';
import type { Bot } from '../../src/bots/bot.js';
import type { Live, Person, PersonOptions } from '../live.js';
import type { Ledger } from './ledger.js';

/** Answers `fail` with a failure, `wait` until it is stopped, and the rest at once. */
export const tourBot: Bot = {
  name: 'Assistant',
  async *reply({ message }, signal) {
    if (message.text === 'fail') throw new Error('The bot has failed.');
    yield 'Good morning';
    if (message.text === 'wait' && !signal.aborted) await once(signal, 'abort');
  },
};

/**
 * A walk through every route with real people. coverage.test.ts fails, by name, for each operation, status and schema of the
 * document that neither this walk nor the probes have brought about: whoever adds a route adds a stop to `TOUR`. Statuses
 * that come from the form of a request alone (401, 404 of a random id, 405, 413, 415, 422 of an unknown field, 429, 500,
 * 503) need no stop.
 */
export class Walker {
  /** Answers that the document does not name. */
  readonly faults: string[] = [];

  constructor(
    readonly live: Live,
    private readonly ledger: Ledger,
  ) {}

  async person(sub: string, more: PersonOptions = {}): Promise<Visitor> {
    return new Visitor(this, await this.live.person(sub, more));
  }

  /** Sends, notes the answer, and hands it on as it was. */
  async note(method: string, path: string, body: unknown, sending: Promise<Response>): Promise<Response> {
    const response = await sending;
    const fault = await this.ledger.take({ method, path, body }, response.clone());
    if (fault !== null) this.faults.push(fault);
    return response;
  }
}

/** Somebody whose every request is noted. */
export class Visitor {
  constructor(
    private readonly walker: Walker,
    private readonly person: Person,
  ) {}

  /** @param expected the status; the stop fails at another. @returns the body as JSON, or undefined where there is none. */
  async ask<T = unknown>(
    expected: number,
    request: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const [method = '', path = ''] = request.split(' ');
    const response = await this.walker.note(method, path, body, this.person.call(method, path, body, headers));
    const text = await response.text();
    assert.equal(response.status, expected, `${request}: ${text}`);
    return ((response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : undefined) as T;
  }

  /** @param expected the status; the stop fails at another. */
  async upload<T = unknown>(
    expected: number,
    body: FormData | string,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const at = '/api/uploads/';
    const sent = { method: 'POST', headers: { authorization: `Bearer ${this.person.token}`, ...headers }, body };
    // What was sent in a form, as the document describes it.
    const described = typeof body === 'string' ? undefined : { file: '', client_id: 'k' };
    const response = await this.walker.note('POST', at, described, this.walker.live.request(at, sent));
    const text = await response.text();
    assert.equal(response.status, expected, text);
    return JSON.parse(text) as T;
  }

  async say(text: string, more: object = {}): Promise<Sent> {
    return await this.ask<Sent>(201, 'POST /api/user-response/', { text, ...more });
  }
}

interface Sent {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly message: Message;
}

const RICH = [
  { kind: 'buttons', buttons: [{ id: 'a', label: 'Yes', value: 'yes' }] },
  { kind: 'card', title: 'Deal 42' },
  { kind: 'form', fields: [{ name: 'email', label: 'E-mail', type: 'text', required: true }] },
];

async function sending(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas', { subjects: ['deal:*'] });
  const dana = await walker.person('dana', { role: 'agent' });
  const { conversation_id, message_id } = await tomas.say('hello', { subject: 'deal:1', metadata: { a: 1 } });
  const body = { conversation_id, text: 'once', client_id: randomUUID(), reply_to: message_id };
  await tomas.ask(201, 'POST /api/user-response/', body);
  await tomas.ask(200, 'POST /api/user-response/', body);
  await tomas.ask(422, 'POST /api/user-response/', { ...body, text: 'twice' });
  await tomas.ask(403, 'POST /api/user-response/', { ...body, type: 'note', client_id: randomUUID() });
  await tomas.ask(404, 'POST /api/user-response/', { ...body, conversation_id: randomUUID() });
  await tomas.ask(410, 'POST /api/user-response/', { conversation_id, text: 'x', attachment_ids: [randomUUID()] });
  for (const rich of RICH) await dana.say('rich', { conversation_id, rich });
  await dana.ask(200, `PATCH /api/conversations/${conversation_id}/`, { status: 'closed' });
  await tomas.ask(409, 'POST /api/user-response/', { conversation_id, text: 'too late' });
}

async function following(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const { conversation_id, message_id } = await tomas.say('hello');
  const at = `/api/conversations/${conversation_id}`;
  await tomas.ask(204, `POST ${at}/typing/`, { is_typing: true });
  await tomas.ask(403, `POST ${at}/typing/`, { is_typing: true, note: true });
  await tomas.ask(204, `POST ${at}/read/`, { seq: 1 });
  await tomas.ask(200, `PUT /api/messages/${message_id}/reactions/%F0%9F%91%8D/`, {});
  await tomas.ask(200, `GET ${at}/messages/?limit=1`);
  await tomas.ask(200, `GET ${at}/events/`);
  await tomas.ask(200, `POST ${at}/events/`, { wait: 0 });
  // More than there is: a reset.
  await tomas.ask(200, `GET ${at}/events/?since=9999`);
}

async function conversations(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas', { subjects: ['deal:*'] });
  const dana = await walker.person('dana', { role: 'agent' });
  const root = await walker.person('root', { role: 'admin' });
  const id = randomUUID();
  const create = { id, title: 'Renewal', subject: 'deal:2' };
  await tomas.ask(201, 'POST /api/conversations/', create);
  await tomas.ask(200, 'POST /api/conversations/', create);
  await tomas.ask(409, 'POST /api/conversations/', { subject: 'deal:2' });
  await tomas.ask(403, 'POST /api/conversations/', { subject: 'lead:2' });
  await tomas.ask(200, `GET /api/conversations/${id}/`);
  await tomas.ask(200, 'GET /api/conversations/');
  await tomas.ask(403, `PATCH /api/conversations/${id}/`, { assignee: 'dana' });
  await dana.ask(200, `PATCH /api/conversations/${id}/`, { assignee: 'dana' });
  const { id: other } = await dana.ask<{ id: string }>(201, 'POST /api/conversations/', { title: 'Other' });
  await dana.ask(409, `PATCH /api/conversations/${other}/`, { subject: 'deal:2' });

  const people = `/api/conversations/${id}/participants/`;
  await dana.ask(200, `POST ${people}`, { user: { id: 'lena', name: 'Lena' } });
  await tomas.ask(403, `POST ${people}`, { user: { id: 'eve', name: 'Eve' } });
  await tomas.ask(403, `DELETE ${people}lena/`);
  await dana.ask(422, `DELETE ${people}${'x'.repeat(129)}/`);
  const { results } = await tomas.ask<{ results: Message[] }>(200, `GET /api/conversations/${id}/messages/`);
  const event = results.find(({ type }) => type === 'event');
  for (const method of ['PUT', 'DELETE']) {
    await tomas.ask(403, `${method} /api/messages/${event?.id}/reactions/%F0%9F%91%8D/`, {});
  }
  await dana.ask(204, `DELETE ${people}lena/`);
  await tomas.ask(403, `DELETE /api/conversations/${id}/`);
  await root.ask(204, `DELETE /api/conversations/${id}/`);
}

async function searching(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const { conversation_id } = await tomas.say('The invoice is late', { title: 'Invoice' });
  await tomas.ask(200, 'GET /api/conversations/?q=invoice&unread=false&assignee=');
  await tomas.ask(200, `GET /api/conversations/${conversation_id}/search/?q=inv&limit=1`);
}

async function edits(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const dana = await walker.person('dana', { role: 'agent' });
  const { message_id } = await tomas.say('helo');
  const of = (id: string) => `/api/messages/${id}/`;
  const like = `${of(message_id)}reactions/%F0%9F%91%8D/`;
  await tomas.ask(200, `PATCH ${of(message_id)}`, { text: 'hello' });
  await dana.ask(403, `PATCH ${of(message_id)}`, { text: 'hullo' });
  await dana.ask(403, `DELETE ${of(message_id)}`, {});
  await dana.ask(200, `PUT ${like}`, { client_id: randomUUID() });
  await dana.ask(200, `DELETE ${like}`, {});
  await dana.ask(422, `PUT ${of(message_id)}reactions/hello/`, {});
  const client_id = randomUUID();
  await tomas.ask(200, `DELETE ${of(message_id)}`, { client_id });
  await tomas.ask(422, `DELETE ${of(message_id)}`, { client_id: '' });
  for (const [method, path] of [
    ['PATCH', of(message_id)],
    ['PUT', like],
    ['DELETE', like],
  ] as const) {
    await tomas.ask(409, `${method} ${path}`, method === 'PATCH' ? { text: 'again' } : {});
  }
}

async function bot(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const dana = await walker.person('dana', { role: 'agent' });
  const { conversation_id } = await tomas.say('wait');
  await dana.ask(200, `POST /api/conversations/${conversation_id}/participants/`, { user: { id: 'lena', name: 'L' } });
  const lena = await walker.person('lena');
  const streaming = await streamingReply(tomas, conversation_id);
  await lena.ask(403, `POST /api/messages/${streaming}/stop/`);
  await (await walker.person('root', { role: 'admin' })).ask(409, `DELETE /api/messages/${streaming}/`, {});
  await tomas.ask(204, `POST /api/messages/${streaming}/stop/`);
  await tomas.say('hello', { conversation_id });
  await tomas.ask(200, 'POST /api/bot-response/', { conversation_id });
  await tomas.ask(200, 'POST /api/bot-response/', { conversation_id }, { accept: 'text/event-stream' });
  await tomas.ask(406, 'POST /api/bot-response/', { conversation_id }, { accept: 'image/png' });
  await dana.ask(200, 'GET /api/bot-prompts/');
  await tomas.ask(404, 'POST /api/bot-response/', { conversation_id: randomUUID() });
  const { message_id } = await tomas.say('gone', { conversation_id });
  await tomas.ask(200, `DELETE /api/messages/${message_id}/`, {});
  await tomas.ask(409, 'POST /api/bot-response/', { conversation_id, message_id });
}

/** The id of the reply that streams in a conversation, once it does. */
async function streamingReply(person: Visitor, conversationId: string): Promise<string> {
  for (;;) {
    const path = `/api/conversations/${conversationId}/events/`;
    const page = await person.ask<{ streaming: { id: string; text: string }[] }>(200, `POST ${path}`, {});
    const [reply] = page.streaming;
    if (reply !== undefined) return reply.id;
  }
}

async function refusedBot(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const dana = await walker.person('dana', { role: 'agent' });
  const { conversation_id } = await tomas.say('hello');
  const path = `/api/conversations/${conversation_id}/`;
  await dana.ask(200, `PATCH ${path}`, { bot: 'off' });
  await tomas.say('fail', { conversation_id });
  await tomas.ask(409, 'POST /api/bot-response/', { conversation_id });
  await dana.ask(200, `PATCH ${path}`, { bot: 'on_request' });
  await tomas.ask(502, 'POST /api/bot-response/', { conversation_id });
}

/** A form that the browser's own code writes. */
function formWith(file: File, client_id?: string): FormData {
  const body = new FormData();
  if (client_id !== undefined) body.set('client_id', client_id);
  body.set('file', file);
  return body;
}

async function files(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const hello = new File(['hello'], 'hello.txt', { type: 'text/plain' });
  const client_id = randomUUID();
  const { id, url } = await tomas.upload<Attachment>(201, formWith(hello, client_id));
  await tomas.upload(422, formWith(new File(['other'], 'hello.txt', { type: 'text/plain' }), client_id));
  await tomas.upload(415, formWith(new File(['<html>'], 'hello.html', { type: 'text/html' })));
  await tomas.upload(413, formWith(new File(['x'.repeat(11_000_000)], 'long.txt', { type: 'text/plain' })));
  await tomas.upload(400, 'no form', { 'content-type': 'multipart/form-data' });
  await tomas.ask(200, `GET ${url}`);
  await tomas.ask(206, `GET ${url}`, undefined, { range: 'bytes=1-2' });
  await tomas.ask(416, `GET ${url}`, undefined, { range: 'bytes=9-' });
  await tomas.ask(304, `GET ${url}`, undefined, { 'if-none-match': '*' });
  await tomas.ask(200, `POST ${url}link/`);
  const { message } = await tomas.say('with a file', { attachment_ids: [id] });
  assert.equal(message.attachments.length, 1);
  // As after a restore without the files.
  await rm(path.join(walker.live.config.data, 'files', id.slice(0, 2)), { recursive: true });
  await tomas.ask(410, `GET ${url}`);
}

async function administering(walker: Walker): Promise<void> {
  const tomas = await walker.person('tomas');
  const root = await walker.person('root', { role: 'admin' });
  const link = await signAdminLink(adminAuth(walker.live.config), { sub: 'root', jti: randomUUID() }, systemClock);
  await root.ask(201, 'POST /api/admin/session/', undefined, { authorization: `Bearer ${link}` });
  await root.ask(200, 'GET /api/admin/session/');

  const all = '/api/admin/conversations/';
  const create = { title: 'Renewal', subject: 'deal:3', client_id: randomUUID() };
  const { id } = await root.ask<{ id: string }>(201, `POST ${all}`, create);
  await root.ask(200, `POST ${all}`, create);
  await root.ask(422, `POST ${all}`, { ...create, title: 'Other' });
  await root.ask(409, `POST ${all}`, { subject: 'deal:3' });
  await root.ask(200, `GET ${all}?participant=root`);
  await root.ask(200, `GET ${all}${id}/`);
  const { id: other } = await root.ask<{ id: string }>(201, `POST ${all}`, {});
  await root.ask(409, `PATCH ${all}${other}/`, { subject: 'deal:3' });
  await root.ask(200, `POST ${all}${id}/participants/`, { user: { id: 'lena', name: 'Lena' } });
  await root.ask(200, `GET ${all}${id}/participants/`);
  await root.ask(204, `DELETE ${all}${id}/participants/lena/`, { client_id: randomUUID() });

  const said = `${all}${id}/messages/`;
  const { id: message } = await root.ask<{ id: string }>(201, `POST ${said}`, { text: 'hello', type: 'note' });
  const of = `/api/admin/messages/${message}/`;
  await root.ask(200, `GET ${said}?limit=1`);
  await root.ask(200, `GET ${of}`);
  await root.ask(200, `PATCH ${of}`, { text: 'hullo' });
  await root.ask(200, `DELETE ${of}`, { erase: true });
  await root.ask(409, `DELETE ${of}`, { erase: true });
  await root.ask(409, `PATCH ${of}`, { text: 'again' });
  await root.ask(200, `PATCH ${all}${id}/`, { status: 'closed' });
  await root.ask(409, `POST ${said}`, { text: 'too late' });
  await root.ask(204, `DELETE ${all}${id}/`, { client_id: randomUUID() });

  const prompts = '/api/admin/prompts/';
  const { id: prompt } = await root.ask<{ id: string }>(201, `POST ${prompts}`, { title: 'P', text: 'p' });
  const { results } = await root.ask<{ results: { id: string }[] }>(200, `GET ${prompts}`);
  await root.ask(200, 'PUT /api/admin/prompt-order/', { ids: results.map((one) => one.id).reverse() });
  await root.ask(200, `GET ${prompts}${prompt}/`);
  await root.ask(200, `PATCH ${prompts}${prompt}/`, { is_active: false });
  await root.ask(204, `DELETE ${prompts}${prompt}/`, { client_id: randomUUID() });

  const file = await tomas.upload<Attachment>(201, formWith(new File(['hello'], 'hi.txt', { type: 'text/plain' })));
  await root.ask(200, 'GET /api/admin/uploads/?person=tomas&type=text/*&state=unsent');
  await root.ask(200, `GET /api/admin/uploads/${file.id}/`);
  const { message: named } = await tomas.say('a file', { attachment_ids: [file.id] });
  const away = { client_id: randomUUID() };
  for (let i = 0; i < 2; i += 1) await root.ask(204, `DELETE /api/admin/uploads/${file.id}/`, away);
  await root.ask(422, 'DELETE /api/admin/uploads/other/', away);
  await root.ask(200, `GET /api/admin/messages/${named.id}/`);

  await root.ask(202, 'POST /api/admin/erasures/', { user_id: 'gone' });
  await root.ask(200, 'GET /api/admin/erasures/');
  await root.ask(200, 'GET /api/admin/erasures/gone/');
  await root.ask(200, 'GET /api/admin/audit/?limit=200');
  await tomas.ask(403, 'GET /api/admin/audit/');
}

export const TOUR: readonly ((walker: Walker) => Promise<void>)[] = [
  sending,
  following,
  conversations,
  searching,
  edits,
  bot,
  refusedBot,
  files,
  administering,
];
