/**
 * `connecting` before the first welcome; `online` by socket; `polling` by long-poll; `reconnecting` after a lost line;
 * `offline` when the browser says so or nothing answers; `restarting` (1012), `busy` (1013), `signed-out` (token refused),
 * `not-found` (4404), `outdated` (4426), `closed` after `close()`.
 */
export type ConnectionStatus =
  | 'connecting'
  | 'online'
  | 'polling'
  | 'reconnecting'
  | 'offline'
  | 'restarting'
  | 'busy'
  | 'signed-out'
  | 'not-found'
  | 'outdated'
  | 'closed';
