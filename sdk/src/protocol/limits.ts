/** The relay's bounds, told to every client in `welcome.limits` and set by the JSON in `LIMITS`. docs/protocol.md, section 5. */
export interface Limits {
  /** Bytes of one frame from a client, and of one JSON body. */
  frame_bytes: number;
  /** UTF-16 units of a message's text. */
  text_chars: number;
  /** Attachments of one message. */
  attachments: number;
  upload_bytes: number;
  /** Media types that an upload may have. */
  upload_types: string[];
  /** Nesting of any JSON that the relay parses. */
  json_depth: number;
  /** Sends a second a user; a batch counts its messages. */
  sends_per_second: number;
  /** Size of that token bucket, and the most messages a batch may have. */
  send_burst: number;
  sockets_per_user: number;
  /** Sockets of one address that have not said who they are yet. */
  unauthenticated_per_address: number;
  /** Changes a socket may have asked for and not been answered. */
  uncommitted_per_socket: number;
  /** Bytes the relay keeps for a reader that does not drain before it closes with 4508. */
  unsent_bytes_per_socket: number;
}

const KIB = 1024;

/** docs/protocol.md, section 5. */
export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  frame_bytes: 64 * KIB,
  text_chars: 16_384,
  attachments: 10,
  upload_bytes: 10 * KIB * KIB,
  upload_types: [
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/webp',
    'application/pdf',
    'text/plain',
    'text/csv',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'audio/mpeg',
    'video/mp4',
  ],
  json_depth: 32,
  sends_per_second: 10,
  send_burst: 20,
  sockets_per_user: 10,
  unauthenticated_per_address: 50,
  uncommitted_per_socket: 64,
  unsent_bytes_per_socket: KIB * KIB,
});

/** The most messages one `message:batch` may carry; `send_burst` may lower it. */
export const BATCH_MAX = 20;

/** A catch-up page ends at whichever of the two comes first. */
export const PAGE_MESSAGES = 200;
export const PAGE_BYTES = 256 * KIB;

/** How many of the newest messages a client without a cursor gets. */
export const FIRST_PAGE_MESSAGES = 50;

/** Revs above the cursor that a client remembers while a hole is open. */
export const REVS_ABOVE_CURSOR_MAX = 1000;

/** Milliseconds. */
export const HELLO_TIMEOUT_MS = 5000;
export const PING_INTERVAL_MS = 15_000;
export const TYPING_TTL_MS = 6000;
/** The longest `wait` of a long poll, seconds. */
export const POLL_WAIT_MAX_S = 25;
/** Bytes of the first frame. */
export const HELLO_BYTES = 8 * KIB;
/** UTF-16 units of ids that clients mint and of a user's id. */
export const ID_CHARS_MAX = 128;
export const TITLE_CHARS_MAX = 200;
export const SUBJECT_CHARS_MAX = 200;
export const NAME_CHARS_MAX = 200;
export const SEARCH_CHARS_MAX = 200;
export const METADATA_BYTES_MAX = 16 * KIB;
export const PROTOCOL_VERSION = 1;
