/**
 * The one table of errors: problem+json over HTTP and `nack` on the socket name the same codes. `retryable` says whether
 * the very same request may succeed later without anybody changing it: an outbox keeps a retryable one and parks the rest.
 */
export interface CodeEntry {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

const entry = (status: number, title: string, retryable = false): CodeEntry =>
  Object.freeze({ status, title, retryable });

export const CODES = Object.freeze({
  malformed: entry(400, 'The request is not well-formed JSON of the expected shape.'),
  token_missing: entry(401, 'A token is needed.', true),
  token_invalid: entry(401, 'The token was refused.', true),
  token_expired: entry(401, 'The token has expired.', true),
  forbidden: entry(403, 'Your role may not do this.'),
  subject_not_allowed: entry(403, 'The token does not name this subject.'),
  origin_not_allowed: entry(403, 'This origin may not use the relay.'),
  not_found: entry(404, 'There is no such thing, or it is not yours.'),
  method_not_allowed: entry(405, 'This path does not take that method.'),
  not_acceptable: entry(406, 'The relay cannot answer in that form.'),
  request_timeout: entry(408, 'The request did not arrive in time.', true),
  subject_taken: entry(409, 'Another open conversation has this subject.'),
  id_taken: entry(409, 'This id is already used.'),
  conversation_closed: entry(409, 'This conversation is closed.'),
  already_answered: entry(409, 'You have answered this already.'),
  message_deleted: entry(409, 'This message was deleted.'),
  message_streaming: entry(409, 'This message is still being written.'),
  bot_off: entry(409, 'The bot is switched off in this conversation.'),
  attachment_gone: entry(410, 'A file that the message names is gone.'),
  too_large: entry(413, 'The request is too large.'),
  unsupported_media_type: entry(415, 'The body is of another media type than this route takes.'),
  file_type_refused: entry(415, 'This kind of file is not taken, or the file is not what it says.'),
  range_not_satisfiable: entry(416, 'The file has no such bytes.'),
  invalid: entry(422, 'A field is not as it must be.'),
  idempotency_mismatch: entry(422, 'This client_id was used for other content.'),
  text_too_long: entry(422, 'The text is too long.'),
  unsupported: entry(422, 'The relay does not know this kind of request.'),
  protocol_too_old: entry(426, 'This version of the protocol is no longer spoken.'),
  headers_too_large: entry(431, 'The headers of the request, or its path, are too large.'),
  rate_limited: entry(429, 'Too many requests.', true),
  too_many_connections: entry(429, 'Too many connections.', true),
  internal: entry(500, 'Something went wrong on the relay.', true),
  bot_failed: entry(502, 'The bot could not answer.', true),
  draining: entry(503, 'The relay is restarting.', true),
  overloaded: entry(503, 'The relay is overloaded.', true),
  storage_unavailable: entry(503, 'The relay cannot store anything at the moment.', true),
});

export type Code = keyof typeof CODES;

/** RFC 9457, with our `code`, the fields at fault, and whole seconds to wait where the relay knows them. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: Code;
  detail: string;
  errors?: { path: string; message: string }[];
  retry_after?: number;
}

/** Why a socket was closed. docs/protocol.md, section 5, says what the SDK does at each. */
export const CLOSE = Object.freeze({
  bad_frame: 4400,
  bad_token: 4401,
  not_found: 4404,
  no_hello: 4408,
  token_expired: 4419,
  protocol_too_old: 4426,
  too_many: 4429,
  too_slow: 4508,
  draining: 1012,
  overloaded: 1013,
});

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];
