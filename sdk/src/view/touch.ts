/** For fingers: what is larger, and the long press. */
export { styles } from './styles/touch.js';
export { LongPress } from './transcript/long-press.js';
