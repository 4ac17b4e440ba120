import type { TokenRole, User } from '@crm-chat/sdk/protocol';

/** Who a checked token speaks for. */
export interface Principal {
  readonly tenant: string;
  readonly user: User & { readonly role: TokenRole };
  /** Subjects that a `user` may open and join: exact, or `kind:*`. */
  readonly subjects: readonly string[];
  /** Milliseconds since 1970: until when it may be acted on. Of a token that came within the leeway past its `exp`, the leeway's end. */
  readonly expiresAt: number;
}

/** @throws RelayError `token_missing`, `token_invalid`, `token_expired`. */
export type Authenticate = (token: string | undefined) => Promise<Principal>;
