import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import type { Bot } from '../../src/bots/bot.js';
import type { RelayOverrides } from '../../src/relay.js';
import { GENEROUS, startLive, type Live, type Person, type PersonOptions } from '../live.js';
import type { FuzzRequest } from './requests.js';
import { OWN_CANARY, type Pools } from './values.js';

/** Who asks. */
export const ROLES = ['none', 'expired', 'member', 'stranger', 'agent', 'admin', 'otherUser', 'otherAdmin'] as const;
export type Role = (typeof ROLES)[number];

/** Words that only some may ever read. */
const mint = (of: string) => `CANARY-${of}-${randomUUID().slice(0, 8)}`;
const CANARIES = { ours: mint('ours'), theirs: mint('theirs'), note: mint('note'), private: mint('private') };

const PEOPLE: Readonly<Record<Exclude<Role, 'none'>, { sub: string; options: PersonOptions }>> = {
  expired: { sub: 'tomas', options: { tenant: 'ours', expiresIn: -3600 } },
  member: { sub: 'tomas', options: { tenant: 'ours', subjects: ['deal:*'], name: `Tomas ${CANARIES.ours}` } },
  // In no conversation, and no generated request names them.
  stranger: { sub: 'eve', options: { tenant: 'ours' } },
  agent: { sub: 'dana', options: { tenant: 'ours', role: 'agent' } },
  admin: { sub: 'root', options: { tenant: 'ours', role: 'admin' } },
  otherUser: { sub: 'tomas', options: { tenant: 'theirs', subjects: ['deal:*'], name: `Tomas ${CANARIES.theirs}` } },
  otherAdmin: { sub: 'root', options: { tenant: 'theirs', role: 'admin' } },
};

const isTheirs = (role: Role): boolean => role === 'otherUser' || role === 'otherAdmin';

/** What an answer to this role may not have a word of. */
export function forbiddenTo(role: Role): readonly string[] {
  if (role === 'none' || role === 'expired') return Object.values(CANARIES);
  if (isTheirs(role)) return [CANARIES.ours, CANARIES.note, CANARIES.private];
  if (role === 'stranger') return [CANARIES.theirs, CANARIES.note, CANARIES.private];
  return role === 'member' ? [CANARIES.theirs, CANARIES.note] : [CANARIES.theirs];
}

/** Says what it was asked, so that whatever it is asked for travels through it too. */
const parrot: Bot = {
  name: 'Assistant',
  async *reply({ message }) {
    yield `You said: ${message.text}`;
  },
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Longer than anything but a poll takes, and no request here waits. */
const PATIENCE_MS = 20_000;

/** Whose conversations there are. */
const ROOMS = ['member', 'member', 'member', 'member', 'otherUser', 'otherUser'] as const;

/** A relay with two tenants on it. */
export class FuzzWorld {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  private constructor(
    readonly live: Live,
    private readonly tokens: Readonly<Record<Exclude<Role, 'none'>, string>>,
  ) {}

  static async open(overrides: RelayOverrides = {}): Promise<FuzzWorld> {
    const live = await startLive(null, { bot: parrot, limits: GENEROUS, ...overrides });
    const entries = Object.entries(PEOPLE).map(async ([role, { sub, options }]) => [
      role,
      await live.token(sub, options),
    ]);
    return new FuzzWorld(live, Object.fromEntries(await Promise.all(entries)) as FuzzWorld['tokens']);
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.live.close();
  }

  /** Fresh conversations in both tenants. @returns what requests may name of them. */
  async furnish(): Promise<Pools> {
    const rooms = [];
    for (const role of ROOMS) rooms.push(await this.room(role));
    const subjects = rooms.map(({ subject }) => subject);
    const conversations = rooms.map(({ id }) => id);
    const messages = rooms.flatMap((room) => room.messages);
    const files = rooms.flatMap((room) => room.files);
    return {
      conversation_id: conversations,
      message_id: messages,
      reply_to: messages,
      attachment_id: files,
      upload_id: files,
      attachment_ids: files,
      conversation: conversations,
      person: ['tomas', 'dana', 'root', 'nobody'],
      state: ['sent', 'unsent', 'gone'],
      type: ['text/plain', 'text/*', 'image/*', 'text', 'note'],
      subject: [...subjects, 'deal:9', 'lead:1'],
      user: ['tomas', 'dana', 'root', 'nobody'],
      mentions: ['tomas', 'dana'],
      assignee: ['dana', 'root', 'tomas', null],
      emoji: ['👍', '🎉', '❤️'],
      since: [0, 1, 2, 3],
      seq: [0, 1, 2, 3],
      before: [1, 2, 3],
      limit: [1, 2, 50, 200],
    };
  }

  async send(request: FuzzRequest, role: Role): Promise<Answer> {
    const canary = isTheirs(role) ? CANARIES.theirs : CANARIES.ours;
    const own = (text: string) =>
      text.replaceAll(OWN_CANARY, canary).replaceAll(encodeURIComponent(OWN_CANARY), canary);
    const text = request.body === null ? null : own(marked(request.body));
    const body = text === null ? null : Buffer.from(text, request.isBytes === true ? 'latin1' : 'utf8');
    return await this.exchange(request.method, own(request.path), this.headersOf(request, role, body), body);
  }

  private headersOf(request: FuzzRequest, role: Role, body: Buffer | null): Record<string, string> {
    return {
      ...request.headers,
      ...(role !== 'none' && { authorization: `Bearer ${this.tokens[role]}` }),
      ...(body !== null && { 'content-length': String(body.byteLength) }),
    };
  }

  /** By Node's own client: `fetch` would mend the path. */
  private exchange(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: Buffer | null,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { agent } = this;
      const outgoing = httpRequest(
        this.live.url,
        { method, path, headers, agent, timeout: PATIENCE_MS },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
          incoming.on('error', reject);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer within ${PATIENCE_MS} ms.`)));
      outgoing.on('error', reject);
      outgoing.end(body ?? undefined);
    });
  }

  private async room(role: 'member' | 'otherUser') {
    const person = await this.live.person(PEOPLE[role].sub, PEOPLE[role].options);
    const canary = role === 'member' ? CANARIES.ours : CANARIES.theirs;
    const hidden = role === 'member' ? CANARIES.private : CANARIES.theirs;
    const subject = `deal:${randomUUID()}`;
    const first = await person.say(`first ${canary} ${hidden}`, {
      title: `${canary} ${hidden}`,
      subject,
      metadata: { word: hidden },
    });
    const { conversation_id: id } = first;
    const second = await person.say(`second ${hidden}`, { conversation_id: id });
    const admin = await this.live.person('root', PEOPLE[role === 'member' ? 'admin' : 'otherAdmin'].options);
    const note = await admin.say(role === 'member' ? CANARIES.note : CANARIES.theirs, {
      conversation_id: id,
      type: 'note',
    });
    const hers = { conversation_id: id };
    const [sent, unsent] = [await this.upload(person, hidden), await this.upload(person, hidden)];
    const third = await person.say('', { ...hers, attachment_ids: [sent] });
    const noted = await this.upload(admin, role === 'member' ? CANARIES.note : CANARIES.theirs);
    await admin.say('', { ...hers, type: 'note', attachment_ids: [noted] });
    const messages = [first, second, third, note].map(({ message_id }) => message_id);
    return { id, subject, messages, files: [sent, unsent, noted] };
  }

  /** A text, named and filled with a word that not everybody may read. @returns its id */
  private async upload(person: Person, word: string): Promise<string> {
    const body = new FormData();
    body.set('file', new File([word], `${word}.txt`, { type: 'text/plain' }));
    const headers = { authorization: `Bearer ${person.token}` };
    const response = await this.live.request('/api/uploads/', { method: 'POST', headers, body });
    if (response.status !== 201) throw new Error(await response.text());
    return ((await response.json()) as { id: string }).id;
  }
}

/** A note that is generated gets the notes' own canary, so that a user may see no part of it either. */
function marked(body: string): string {
  return body.includes('"type":"note"') ? body.replaceAll(OWN_CANARY, 'a note') : body;
}
