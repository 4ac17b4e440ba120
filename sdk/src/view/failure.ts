import type { Limits } from '../protocol/index.js';
import type { OutboxEntry } from './item.js';
import type { View } from './view.js';

export interface Failure {
  /** "Not sent. This conversation is closed." */
  readonly sentence: string;
  /** The text itself is at fault: trying again would fail again, so it is handed back to be changed. */
  readonly mend: boolean;
}

/** What a parked entry says of itself. */
export function failureOf(entry: OutboxEntry, { strings, format }: View, limits: Readonly<Limits>): Failure {
  const code = entry.error?.code ?? '';
  const reason = strings.reasons[code]?.(format.number(limits.text_chars)) ?? strings.reasonOther;
  return { sentence: strings.notSent(reason), mend: code === 'text_too_long' || code === 'too_large' };
}
