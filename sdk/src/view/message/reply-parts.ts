/** What comes with the first message that is answered or changed, or that has a reaction, as one chunk. */
import { extras } from '../styles/extras.js';
import { strip } from '../styles/strip.js';
import { thread } from '../styles/thread.js';

export { composeStrip } from '../composer/compose-strip.js';
export { threadBar } from '../panel/thread-bar.js';
export { threadsOf } from '../transcript/threads.js';
export { Jump } from '../transcript/jump.js';
export { quote, reactions, replyCount } from './extras.js';

export const styles = [extras, strip, thread];
