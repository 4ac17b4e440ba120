import { createLocalBus } from '../../src/bus/local-bus.js';
import type { Bus, BusEvent } from '../../src/bus/bus.js';

/** A bus that delays, reorders and drops as a test says: what a network between relays may do. */
export interface UnrulyBus extends Bus {
  /** From now on events are kept back. */
  hold(): void;
  /** What is kept back. */
  readonly held: BusEvent[];
  /** Hands out what was kept back, in the order that `arrange` makes of it, and keeps nothing back from then on. */
  release(arrange?: (held: BusEvent[]) => BusEvent[]): void;
}

export function createUnrulyBus(): UnrulyBus {
  const inner = createLocalBus();
  let holding = false;
  const held: BusEvent[] = [];
  return {
    held,
    publish: (event) => {
      if (holding) held.push(event);
      else inner.publish(event);
    },
    subscribe: (listener) => inner.subscribe(listener),
    close: () => inner.close(),
    hold() {
      holding = true;
    },
    release(arrange = (events) => events) {
      holding = false;
      for (const event of arrange(held.splice(0))) inner.publish(event);
    },
  };
}
