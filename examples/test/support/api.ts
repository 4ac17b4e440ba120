/** The relay's HTTP routes, as somebody with a token uses them. */
import type {
  Conversation,
  ConversationList,
  CreateConversationBody,
  Message,
  MessagesPage,
  UserResponseAnswer,
} from '@crm-chat/sdk/protocol';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async request(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  async #get<T>(path: string): Promise<T> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  async #post<T>(path: string, sent: object): Promise<T> {
    const { status, body } = await this.request('POST', path, sent);
    if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  open(conversation: CreateConversationBody): Promise<Conversation> {
    return this.#post('/api/conversations/', conversation);
  }

  send(conversationId: string, text: string): Promise<UserResponseAnswer> {
    return this.#post('/api/user-response/', { conversation_id: conversationId, text });
  }

  conversation(id: string): Promise<Conversation> {
    return this.#get(`/api/conversations/${id}/`);
  }

  /** The open conversation of a record; undefined while there is none. */
  async conversationOf(subject: string): Promise<Conversation | undefined> {
    const query = new URLSearchParams({ subject }).toString();
    const { results } = await this.#get<ConversationList>(`/api/conversations/?${query}`);
    return results[0];
  }

  /** Every message that the relay has of it, ascending by `seq`. */
  async history(id: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const before = all[0] ? `&before=${all[0].seq}` : '';
      const page = await this.#get<MessagesPage>(`/api/conversations/${id}/messages/?limit=200${before}`);
      all.unshift(...page.results);
      if (!page.has_more) return all;
    }
  }
}
