/** Where a row of the index belongs, as words: what stands in `scope`. */
import { createHash } from 'node:crypto';

/** A tenant's name may be any text; 64 bits of its hash are one word, and who reads a hit checks the tenant all the same. */
const tenants = new Map<string, string>();
const TENANTS_MAX = 10_000;

export function tenantWord(tenant: string): string {
  const known = tenants.get(tenant);
  if (known !== undefined) return known;
  const word = `t${createHash('sha256').update(tenant).digest('hex').slice(0, 16)}`;
  if (tenants.size >= TENANTS_MAX) tenants.clear();
  tenants.set(tenant, word);
  return word;
}

export const conversationWord = (key: number): string => `c${key}`;

export const scopeOf = (tenant: string, conversation: number): string =>
  `${tenantWord(tenant)} ${conversationWord(conversation)}`;
