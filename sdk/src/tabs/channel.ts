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

interface Wire {
  send(message: unknown): void;
  close(): void;
}

/** Ours alone may be on that name, but another version of us, too. */
const MARK = 'crm-chat/1';

const broadcast = (Broadcast: typeof BroadcastChannel, name: string, receive: (message: unknown) => void): Wire => {
  const channel = new Broadcast(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => receive(data);
  return { send: (message) => channel.postMessage(message), close: () => channel.close() };
};

/** A browser tells all other tabs of what one writes. */
const storage = (
  { localStorage, events }: TabsPlatform,
  name: string,
  receive: (message: unknown) => void,
): Wire | null => {
  if (!localStorage || !events) return null;
  const key = `${name}|post`;
  const heard = (event: StorageEvent) => {
    if (event.key !== key || event.newValue === null) return;
    try {
      receive(JSON.parse(event.newValue));
    } catch {
      // Not ours.
    }
  };
  events.addEventListener('storage', heard);
  return {
    send(message) {
      try {
        localStorage.setItem(key, JSON.stringify(message));
        localStorage.removeItem(key);
      } catch {
        // A full storage: the others find out when they next look.
      }
    },
    close: () => events.removeEventListener('storage', heard),
  };
};

/** A channel on the first of both ways that this browser has; without either nobody hears anything. */
export const createChannel = (name: string, platform: TabsPlatform): Channel => {
  const listeners = new Map<string, Set<(body: unknown) => void>>();

  const receive = (message: unknown) => {
    if (!Array.isArray(message)) return;
    const [mark, type, body] = message as unknown[];
    if (mark !== MARK || typeof type !== 'string') return;
    for (const listener of [...(listeners.get(type) ?? [])]) listener(body);
  };

  let wire = platform.BroadcastChannel
    ? broadcast(platform.BroadcastChannel, name, receive)
    : storage(platform, name, receive);

  return {
    post: (type, body) => wire?.send([MARK, type, body]),
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
