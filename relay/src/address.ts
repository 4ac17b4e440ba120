import { isIP } from 'node:net';

/**
 * The address that limits count by. An IPv6 caller owns a whole /64 (RFC 6177), so anything finer would be no limit at
 * all; an IPv4 address written as IPv6 (`::ffff:192.0.2.1`, what a dual-stack socket reports) is the IPv4 address.
 *
 * @param socketAddress the peer of the connection, `socket.remoteAddress`.
 * @param forwarded the `X-Forwarded-For` header, all its lines joined by commas.
 * @param hops `TRUSTED_PROXY_HOPS`: how many proxies of one's own stand before the relay. Each appends the address that
 * it saw, so the entry that the outermost of them wrote is the nth from the right; everything to its left is the
 * caller's own invention.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwarded: string | string[] | undefined,
  hops: number,
): string {
  const peer = socketAddress === undefined ? undefined : normalize(socketAddress);
  if (hops > 0 && forwarded !== undefined) {
    const entries = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',');
    // Fewer entries than proxies: the request went round one of them, and what it says of itself proves nothing.
    const entry = entries.at(-hops);
    const named = entry === undefined ? undefined : normalize(withoutPort(entry.trim()));
    if (named !== undefined) return named;
  }
  return peer ?? 'unknown';
}

/** `192.0.2.1:5012` and `[2001:db8::1]:5012` are what some proxies append. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  const v4 = /^([\d.]+):\d+$/.exec(entry);
  return v4?.[1] ?? entry;
}

function normalize(address: string): string | undefined {
  const bare = address.replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 4) return bare;
  if (version !== 6) return undefined;
  const groups = expand(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
  // The URL parser writes a dotted tail as two groups and compresses in one way only.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const left = parse(head);
  if (tail === undefined) return left;
  const right = parse(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}
