import type { Bus, BusEvent } from './bus.js';

export interface LocalBusOptions {
  /** Gets what a listener threw: the others are told all the same. */
  onError?: (error: unknown) => void;
}

/**
 * The bus of a relay that stands alone. An event reaches every listener before `publish` returns, unless one is being
 * handed out already: a listener that publishes is heard after it, so that all listeners see one order.
 */
export function createLocalBus({ onError }: LocalBusOptions = {}): Bus {
  const listeners = new Set<(event: BusEvent) => void>();
  const waiting: BusEvent[] = [];
  let delivering = false;
  let closed = false;

  const deliver = (event: BusEvent) => {
    for (const listener of [...listeners]) {
      // Another listener may have undone this subscription just now.
      if (!listeners.has(listener)) continue;
      try {
        listener(event);
      } catch (error) {
        onError?.(error);
      }
    }
  };

  return {
    publish(event) {
      if (closed) return;
      waiting.push(event);
      if (delivering) return;
      delivering = true;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) deliver(next);
      delivering = false;
    },
    subscribe(listener) {
      // Wrapped, so that one function subscribed twice has two subscriptions.
      const entry = (event: BusEvent) => {
        listener(event);
      };
      if (!closed) listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    async close() {
      closed = true;
      listeners.clear();
      waiting.length = 0;
    },
  };
}
