/** Time and chance as the SDK's parts get them, so that a test or the model can turn them by hand. */
export interface Clock {
  /** Milliseconds since 1970, the device's clock. */
  now(): number;
  /** Calls once after `ms`; returns the undo. */
  after(ms: number, run: () => void): () => void;
  /** 0 up to 1, for jitter. */
  random(): number;
}

/** The device's own. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
});
