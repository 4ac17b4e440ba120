/** Longer than this is no address that anybody follows; browsers stop there, too. */
const HREF_MAX = 2048;
const ALLOWED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * An address as a link may have it, or null. Only what leaves the page openly: no scripts, no `data:` or `blob:`, nothing that is
 * relative to the page the chat stands on, and no `https://bank.example@elsewhere.example`, which reads as what it is not.
 */
export function safeAddress(href: string): string | null {
  if (href.length > HREF_MAX) return null;
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  const isOpen = ALLOWED.has(url.protocol) && url.username === '' && url.password === '';
  return isOpen ? url.href : null;
}
