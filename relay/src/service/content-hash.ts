import { hash } from 'node:crypto';

/** JSON with the keys of every object in order: the same content has one spelling. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? value : value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, canonical(member)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries);
}

/** Has no keys to put in order: nearly every message. */
const isFlat = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isFlat));

/** SHA-256, hex, of what a `client_id` stands for: a repetition has to bring the same. docs/protocol.md, section 1. */
export function contentHash(content: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(isFlat(content) ? content : canonical(content)), 'hex');
}
