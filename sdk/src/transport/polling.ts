/** Long-poll as one lazy chunk: most never need it. */
export { LongPoll } from './long-poll.js';
export { PollServer } from './poll-server.js';
