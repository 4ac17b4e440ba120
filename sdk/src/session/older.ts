import type { Apply } from '../store/apply.js';
import type { Http, HttpFailure } from '../transport/http.js';
import { getOlder } from './routes.js';

/** Fetches the page before the loaded part. Resolves with why not, or null. */
export async function loadOlder(http: Http, apply: Apply, conversationId: string): Promise<HttpFailure | null> {
  const request = apply.olderRequest();
  if (!request) return null;
  apply.facts({ isLoadingOlder: true });
  const page = await getOlder(http, conversationId, request.before);
  // Of a conversation that was left, or a history that was replaced, nothing is taken.
  if (page.ok) apply.olderPage(page.body, request);
  apply.flush();
  apply.facts({ isLoadingOlder: false });
  return page.ok ? null : page;
}
