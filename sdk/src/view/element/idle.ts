import type { Clock } from '../../clock.js';

/** A page with one picture that never comes never ends loading. */
const LOADED_MS = 10_000;
/** A page that is never idle gets its chat all the same. */
const IDLE_MS = 5000;

/**
 * Calls once: when somebody looks at the page, it has loaded, and it has nothing else to do. A page in a tab behind others,
 * or one that is made ready before anybody asked for it, may never be looked at: it costs nothing till then.
 *
 * @returns the undo.
 */
export function whenIdle(clock: Clock, run: () => void): () => void {
  let undo = () => {};
  const on = (target: EventTarget, type: string, next: () => void) => {
    target.addEventListener(type, next);
    undo = () => {
      target.removeEventListener(type, next);
    };
  };
  const idle = () => {
    undo();
    if ('requestIdleCallback' in window) {
      const id = requestIdleCallback(last, { timeout: IDLE_MS });
      undo = () => {
        cancelIdleCallback(id);
      };
    } else {
      undo = clock.after(1500, last); // Not every Safari has an idle callback.
    }
  };
  const look = () => {
    undo();
    if (document.visibilityState === 'hidden') on(document, 'visibilitychange', look);
    else if (document.readyState === 'complete') idle();
    else {
      const stop = clock.after(LOADED_MS, idle);
      on(window, 'load', idle);
      const unlisten = undo;
      undo = () => {
        stop();
        unlisten();
      };
    }
  };
  const last = () => {
    if (document.visibilityState === 'hidden') look();
    else run();
  };
  look();
  return () => {
    undo();
  };
}
