import type { Clock } from '../clock.js';
import { part } from '../part.js';
import type { EventsPoster } from './poll-desk.js';
import type { PollServer } from './polling.js';
import type { PollTabs } from './transport.js';

/** Long-poll is not needed by most, and comes in a chunk of its own. */
export const pollingParts = part(async () => import('./polling.js'));

/**
 * Lets this tab, while it leads, poll for the others of its person that need it; what does so is loaded when the first one
 * asks. Returns the undo.
 */
export function servePolls(tabs: PollTabs, http: EventsPoster, clock: Clock): () => void {
  let server: PollServer | null = null;
  let isClosed = false;
  const serve = async (body: unknown): Promise<void> => {
    if (!tabs.isLeader()) return;
    const polling = await pollingParts().catch(() => null);
    if (!polling || isClosed) return;
    server ??= new polling.PollServer(http, tabs, clock);
    server.want(body);
  };
  const undo = [
    tabs.on('poll-want', (body) => void serve(body)),
    // A new leader asks who is there.
    tabs.onLeaderChange((isLeader) => {
      if (isLeader) tabs.post('poll-who', null);
    }),
  ];
  return () => {
    isClosed = true;
    server?.close();
    for (const one of undo) one();
  };
}
