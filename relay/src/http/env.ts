import type { HttpBindings } from '@hono/node-server';

/** What travels with a request through the app. Without Node's objects where a test calls the app directly. */
export interface Env {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Names the request in the log and, on a failure of ours, in the answer. */
    requestId: string;
    /** The route's own path, such as `/api/conversations/{id}/`: what metrics and logs call it by. */
    route: string | undefined;
  };
}

/** What the door says about itself; pino's logger is one. */
export interface HttpLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
