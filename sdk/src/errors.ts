import type { Code } from './protocol/index.js';

/** Codes that only a client meets, beside the relay's own. */
export type ChatErrorCode =
  | Code
  /** The relay could not be reached. */
  | 'network'
  /** An option is missing or not as it must be. */
  | 'option_invalid'
  /** This browser cannot keep messages (private mode, full disk). */
  | 'storage_full'
  /** A file could not be brought to the relay, or is not on this device any more. */
  | 'upload_failed'
  /** The chat was closed. */
  | 'closed'
  /** The host's `getToken` or `token-url` failed or says that nobody is signed in. */
  | 'signed_out';

/** Every error that the SDK throws or reports. `code` is stable; `message` says what to do. */
export class ChatError extends Error {
  override readonly name = 'ChatError';

  constructor(
    readonly code: ChatErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
