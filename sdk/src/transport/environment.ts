import { systemClock } from '../clock.js';
import type { Environment } from './transport.js';

const hear = (target: EventTarget | undefined, types: readonly string[], listener: () => void): (() => void) => {
  for (const type of types) target?.addEventListener(type, listener);
  return () => {
    for (const type of types) target?.removeEventListener(type, listener);
  };
};

/**
 * The browser's own parts, and `given` in their place. Looked up when a chat is created, not on import: servers import this,
 * and Node has no window, no document and, before 22, no WebSocket.
 */
export function createEnvironment(given: Partial<Environment> = {}): Environment {
  const { window, document, navigator } = globalThis as Partial<typeof globalThis>;
  const isVisible = (): boolean => document?.visibilityState !== 'hidden';
  return {
    clock: systemClock,
    fetch: (...request) => globalThis.fetch(...request),
    WebSocket: (globalThis as Partial<typeof globalThis>).WebSocket ?? null,
    XMLHttpRequest: (globalThis as Partial<typeof globalThis>).XMLHttpRequest ?? null,
    isOnline: () => !window || navigator?.onLine !== false,
    onWake(listener) {
      const undo = [
        hear(window, ['online', 'pageshow'], listener),
        hear(document, ['visibilitychange'], () => {
          if (isVisible()) listener();
        }),
      ];
      return () => undo.forEach((one) => one());
    },
    onOffline: (listener) => hear(window, ['offline'], listener),
    onHide(listener) {
      const undo = [
        hear(window, ['pagehide'], listener),
        hear(document, ['visibilitychange'], () => {
          if (!isVisible()) listener();
        }),
      ];
      return () => undo.forEach((one) => one());
    },
    hasTabs: window !== undefined,
    ...given,
  };
}
