import { CODES, type Code, type NackFrame } from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import type { SendResult } from '../service/service.js';

type Settled = SendResult['settled'][number];

/** Written by hand: there is one for every send, and only the `client_id` needs escaping. */
export function ackJson({ client_id, message_id, seq, rev, duplicate }: Settled): string {
  const id = JSON.stringify(client_id);
  return `{"type":"ack","client_id":${id},"message_id":"${message_id}","seq":${seq},"rev":${rev},"duplicate":${duplicate}}`;
}

export interface NackOptions {
  readonly clientId?: string;
  readonly batch?: boolean;
}

export function nackJson(error: RelayError, { clientId, batch = false }: NackOptions): string {
  const frame: NackFrame = {
    type: 'nack',
    ...(clientId !== undefined && { client_id: clientId }),
    code: error.code,
    detail: error.message,
    retryable: error.retryable,
    ...(error.retryAfter !== undefined && { retry_after: error.retryAfter }),
    ...(batch && { batch: true as const, errors: [...(error.members ?? [])] }),
  };
  return JSON.stringify(frame);
}

export function nackCode(code: Code, options: NackOptions, detail = CODES[code].title): string {
  return nackJson(new RelayError(code, detail), options);
}
