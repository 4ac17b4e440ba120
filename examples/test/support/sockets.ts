import type { Page } from 'playwright-core';

export interface Sockets {
  /** How many were opened so far. */
  readonly opened: number;
  /** How many are open now. */
  readonly open: number;
}

/**
 * Counts a page's sockets of one door. Call it before the page loads.
 *
 * @param door `chat`: one conversation each; `inbox`: one for all tabs of a browser.
 */
export function watchSockets(page: Page, door: 'chat' | 'inbox' = 'chat'): Sockets {
  let opened = 0;
  let open = 0;
  page.on('websocket', (socket) => {
    if (!socket.url().includes(`/ws/${door}/`)) return;
    opened += 1;
    open += 1;
    socket.once('close', () => (open -= 1));
  });
  return {
    get opened() {
      return opened;
    },
    get open() {
      return open;
    },
  };
}
