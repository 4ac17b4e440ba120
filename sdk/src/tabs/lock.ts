/** Who of several tabs does what one has to do for all. */
export interface Leadership {
  /** At most one tab leads at a time: the browser sees to it. By a lease two may, for a moment. */
  readonly isExclusive: boolean;
  close(): void;
}

export type Told = (isLeader: boolean) => void;

/** Held until the tab closes or lets go; the browser then hands it to the tab that has waited longest. */
export const leadByLock = (locks: LockManager, name: string, tell: Told, onRefused: () => void): Leadership => {
  const waiting = new AbortController();
  let release: () => void = () => undefined;
  let isClosed = false;
  const held = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      if (isClosed) resolve();
      else tell(true);
    });
  locks.request(name, { signal: waiting.signal }, held).catch(() => {
    // Refused (an opaque origin) or stolen.
    if (!isClosed) onRefused();
  });
  return {
    isExclusive: true,
    close() {
      isClosed = true;
      waiting.abort();
      release();
    },
  };
};
