/** What tabs of one origin tell each other. */
export interface Channel {
  /** To every other tab, never to oneself. */
  post(type: string, body: unknown): void;
  /** `body` comes from another tab, perhaps of another version: check it. Returns the undo. */
  on(type: string, listener: (body: unknown) => void): () => void;
  close(): void;
}

/** The browser's parts that tabs are made of; insecure origins have no `locks`. Each may be missing. */
export interface TabsPlatform {
  locks?: LockManager | undefined;
  BroadcastChannel?: typeof BroadcastChannel | undefined;
  localStorage?: Storage | undefined;
  /** Hears `storage` and `pagehide`. */
  events?: Pick<Window, 'addEventListener' | 'removeEventListener'> | undefined;
}

/** Ours alone may be on that name, but another version of us, too. */
const MARK = 'crm-chat/1';

/** Over the browser's own, which is as old as the language of this file. Without it (a server) nobody hears anything. */
export const createChannel = (name: string, { BroadcastChannel: Broadcast }: TabsPlatform): Channel => {
  const listeners = new Map<string, Set<(body: unknown) => void>>();
  let wire = Broadcast ? new Broadcast(name) : null;
  if (wire)
    wire.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!Array.isArray(data)) return;
      const [mark, type, body] = data as unknown[];
      if (mark !== MARK || typeof type !== 'string') return;
      for (const listener of [...(listeners.get(type) ?? [])]) listener(body);
    };

  return {
    post: (type, body) => wire?.postMessage([MARK, type, body]),
    on(type, listener) {
      const those = listeners.get(type) ?? new Set();
      listeners.set(type, those.add(listener));
      return () => {
        those.delete(listener);
      };
    },
    close() {
      wire?.close();
      wire = null;
      listeners.clear();
    },
  };
};
