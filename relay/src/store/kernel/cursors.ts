/** What stands in a `cursor`: opaque to whoever gets it, two values to us. */
import { RelayError } from '../../errors.js';

export const encodeCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * @param types of the values, in order.
 * @throws RelayError `invalid` for a text that is no cursor of this kind.
 */
export function decodeCursor(cursor: string, types: readonly ('string' | 'number')[]): readonly (string | number)[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && value.length === types.length) {
      const values = value as unknown[];
      // What no number of ours is may not reach the database: it takes whole ones alone.
      const fits = (one: unknown, at: number) =>
        typeof one === types[at] && (typeof one !== 'number' || Number.isSafeInteger(one));
      if (values.every(fits)) return values as (string | number)[];
    }
  } catch {
    // Falls through: any text that is not a cursor of ours is the same mistake.
  }
  throw new RelayError('invalid', 'The cursor is not one that this relay gave.', {
    errors: [{ path: 'cursor', message: 'has to be the `next` of an earlier page' }],
  });
}
