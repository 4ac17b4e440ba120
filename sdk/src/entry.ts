/**
 * What the outbox keeps, the store draws and the transport carries: shared, so that none of the three knows the others.
 */
import type { Attachment, Code, OpenContent, SendContent } from './protocol/index.js';

/** A file of a send: its bytes are kept beside the entries until the relay has them, and as long as the entry is. */
export interface OutboxFile {
  /** UUIDv7, minted once: names the copy that is kept on this device. Of one that the relay had before: the attachment's. */
  id: string;
  name: string;
  /** As it is declared to the relay. */
  type: string;
  /** Bytes. */
  size: number;
  /** How often the relay lost it. Each time it is another upload: the same `client_id` would be answered with the lost one. */
  lost: number;
  /** Failed tries in a row while the relay could be reached. */
  failures: number;
  /** Once the relay has it. */
  attachment: Attachment | null;
}

/** `message_id`: while the send that it is about is unanswered, that entry's `client_id` stands there instead. */
export type OutboxAct =
  | { kind: 'send'; content: SendContent; files?: OutboxFile[] }
  | { kind: 'edit'; message_id: string; text: string }
  | { kind: 'delete'; message_id: string }
  | { kind: 'react'; message_id: string; emoji: string; on: boolean };

/**
 * `queued`: waits its turn. `sending`: handed to the transport, not answered. `settled`: durable on the relay; kept for 24 h
 * so that it can be sent again after the history was replaced. `failed`: parked, the person decides.
 */
export type OutboxState = 'queued' | 'sending' | 'settled' | 'failed';

export interface OutboxEntry {
  /** UUIDv7, minted once; what makes a repetition harmless. */
  client_id: string;
  /** As the relay has confirmed it: the relay's answer may readdress a whole queue. */
  conversation_id: string;
  /**
   * Whether the conversation's first send still has to open it, and how. The one that did keeps it: should the relay lose the
   * conversation, that one opens it again.
   */
  open: OpenContent | null;
  act: OutboxAct;
  /** Order within this store, given on adding; ascending. */
  order: number;
  /** ISO 8601, the device's clock. */
  created_at: string;
  state: OutboxState;
  /** Whether it has ever been handed to a transport: from then on its content is fixed, an edit queues an edit. */
  was_sent: boolean;
  /** How often it was handed to a transport. Also tells a late answer from the present one's. */
  attempts: number;
  /** Of a failed one, or the last transient failure of a queued one. */
  error: { code: Code | 'network' | 'upload_failed'; detail: string } | null;
  /**
   * Milliseconds since 1970. Of a queued one: not before then (`retry_after`). Of one that is being sent: until then no
   * other tab takes it over.
   */
  not_before: number;
  /** Of a settled one. */
  ack: { message_id: string; seq: number; rev: number; at: string; epoch: string | null } | null;
  /** Of one that is sent again because the relay lost it: the message's id in the lost history. */
  lost_message_id?: string;
  /** The conversation that it was addressed to before the relay said that it belongs here. */
  moved_from?: string;
}

/** What became of one entry that was handed to a carrier. */
export type Settlement =
  | {
      client_id: string;
      kind: 'acked';
      /** Binding: the queue goes there from now on. */
      conversation_id: string;
      message_id: string;
      seq: number;
      rev: number;
      duplicate: boolean;
      epoch: string | null;
    }
  /** Nobody knows whether it arrived, or it may succeed later: it is sent again under the same `client_id`. */
  | { client_id: string; kind: 'retry'; code: Code | 'network'; detail: string; retry_after: number | null }
  /** It will never be accepted as it is. */
  | { client_id: string; kind: 'refused'; code: Code; detail: string };

/** What became of one try to bring a file to the relay. */
export type UploadAnswer =
  | { kind: 'done'; attachment: Attachment }
  /** It may succeed later. `retry_after`: seconds. */
  | { kind: 'retry'; code: Code | 'network'; detail: string; retry_after: number | null }
  /** It will never be accepted. */
  | { kind: 'refused'; code: Code; detail: string };

/**
 * Brings one file to the relay. Never rejects; an abort is a `retry`.
 *
 * @param file.upload_id makes a repetition harmless.
 * @param onProgress called with the part that has gone out, 0 to 1.
 */
export type Uploader = (
  file: { upload_id: string; name: string; type: string; blob: Blob },
  onProgress: (part: number) => void,
  signal: AbortSignal,
) => Promise<UploadAnswer>;

/**
 * Carries one ordered run of entries of one conversation (at most `limits.send_burst` and 20 sends) and resolves with one
 * settlement for each entry it says anything of; those it leaves out were not tried and stay queued. Never rejects.
 */
export type Carrier = (entries: readonly OutboxEntry[]) => Promise<readonly Settlement[]>;
