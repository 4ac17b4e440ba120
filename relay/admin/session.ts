/** The token that a link was exchanged for: in this tab's `sessionStorage` and nowhere else, gone when the tab closes. */
export interface Session {
  readonly token: string;
  readonly expires_at: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly tenant: string;
}

const KEY = 'crm-chat-admin';

export function keptSession(): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Session | null;
    return kept !== null && Date.parse(kept.expires_at) > Date.now() ? kept : null;
  } catch {
    // Storage that is forbidden, or holds what we did not write.
    return null;
  }
}

export function keepSession(session: Session | null): void {
  try {
    if (session === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // Forbidden storage: the session lasts as long as the page.
  }
}

/** The one-time code of a link; it leaves the address bar and the history before anything else happens. */
export function takeCode(): string | null {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(null, '', location.pathname);
  return code;
}
