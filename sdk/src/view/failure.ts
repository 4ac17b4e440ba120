import { ChatError } from '../errors.js';
import type { Limits } from '../protocol/index.js';
import type { OutboxEntry } from './item.js';
import type { Strings } from './words/strings.js';
import type { View } from './view.js';

export interface Failure {
  /** "Not sent. This conversation is closed." */
  readonly sentence: string;
  /** The text itself is at fault: trying again would fail again, so it is handed back to be changed. */
  readonly mend: boolean;
}

/** Why the relay or this device refuses a text; null for a code that has no sentence of its own. */
function reasonOf(code: string, { reasons }: Strings, limits: Readonly<Limits>): string | null {
  if (!Object.hasOwn(reasons, code)) return null;
  const reason = reasons[code as keyof typeof reasons];
  return typeof reason === 'string' ? reason : reason(limits.text_chars);
}

/** What a parked entry says of itself. */
export function failureOf(entry: OutboxEntry, { strings }: View, limits: Readonly<Limits>): Failure {
  const code = entry.error?.code ?? '';
  const reason = reasonOf(code, strings, limits) ?? strings.reasonOther;
  const { kind } = entry.act;
  const mend = kind === 'send' && (code === 'text_too_long' || code === 'too_large');
  switch (kind) {
    case 'send':
      return { sentence: strings.notSent(reason), mend };
    case 'edit':
      return { sentence: strings.notChanged(reason), mend };
    case 'delete':
      return { sentence: strings.notDeleted(reason), mend };
    case 'react':
      return { sentence: strings.notReacted(reason), mend };
  }
}

/** Why what was written is back in the field. */
export function refusalOf(error: unknown, { strings }: View, limits: Readonly<Limits>): string {
  const code = error instanceof ChatError ? error.code : '';
  if (code === 'storage_full') return strings.storageFull;
  return reasonOf(code, strings, limits) ?? strings.sendFailed;
}
