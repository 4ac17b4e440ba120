/** Options of one chat, checked once at the door. */
export interface ChatOptions {
  /** The relay's origin, such as `https://chat.example.com`. */
  endpoint: string;
  /** A JWT. One of `token`, `tokenUrl` and `getToken` is needed. */
  token?: string | undefined;
  /** `GET`, `credentials: "same-origin"`, answers `{token}` or the bare JWT. */
  tokenUrl?: string | undefined;
  getToken?: (() => Promise<string>) | undefined;
  conversationId?: string | undefined;
  /** The CRM record, such as `deal:42`: its open conversation is shown, or one is opened with the first message. */
  subject?: string | undefined;
  /** Title of a conversation that this chat opens. */
  title?: string | undefined;
}
