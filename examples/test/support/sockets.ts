import type { Page } from 'playwright-core';

export interface Sockets {
  /** How many were opened so far. */
  readonly opened: number;
  /** How many are open now. */
  readonly open: number;
}

/** Counts a page's sockets. Call it before the page loads. */
export function watchSockets(page: Page): Sockets {
  let opened = 0;
  let open = 0;
  page.on('websocket', (socket) => {
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
