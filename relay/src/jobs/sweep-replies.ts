import type { Replies } from '../service/replies/replies.js';
import type { Job } from './jobs.js';

/** Half a lease: a reply whose relay died is ended between ten and fifteen seconds after its last draft. */
const SWEEP_MS = 5000;

/** Ends the replies of dead relays and answers what they left. */
export const createReplySweep = (replies: Pick<Replies, 'sweep'>): Job => ({
  name: 'reply sweep',
  everyMs: SWEEP_MS,
  run: () => replies.sweep(),
});
