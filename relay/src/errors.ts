import { CODES, type Code } from '@crm-chat/sdk/protocol';

export interface RelayErrorOptions extends ErrorOptions {
  /** The fields at fault, as JSON paths without values: an error never repeats what was sent. */
  errors?: readonly { path: string; message: string }[];
  /** Of a batch: each faulty member. */
  members?: readonly { client_id: string; code: Code }[];
  /** Seconds. */
  retryAfter?: number;
}

/** What a request came to when it came to nothing: both doors turn it into their form (problem+json, `nack`). */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly errors: RelayErrorOptions['errors'];
  readonly members: RelayErrorOptions['members'];
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: Code,
    detail: string = CODES[code].title,
    options: RelayErrorOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = options.errors;
    this.members = options.members;
    this.retryAfter = options.retryAfter;
  }

  get retryable(): boolean {
    return CODES[this.code].retryable;
  }
}

/** The disk refused: nothing of the write was kept, and the same may succeed later. */
export class StoreUnavailable extends RelayError {
  constructor(detail?: string, options?: RelayErrorOptions) {
    super('storage_unavailable', detail, options);
  }
}
