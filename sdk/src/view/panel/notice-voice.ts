import type { Announcer } from './announce.js';
import { sentenceOf, type Notice, type NoticeKind } from './notice-of.js';
import type { Strings } from '../words/strings.js';

/** Tells a notice once, also to whoever opens the chat while it stands. */
export class NoticeVoice {
  /** What is on the screen. */
  notice: Notice | null = null;
  #told: NoticeKind | null = null;

  /** @param isUnasked the page has loaded the chat with its text: nothing is said that nobody asked for. */
  tell(announcer: Announcer | null, isUnasked: boolean, strings: Strings): void {
    // A closed panel has none.
    const notice = announcer && this.notice;
    if (notice && notice.kind !== this.#told && !isUnasked) announcer.say(sentenceOf(notice, strings));
    this.#told = notice?.kind ?? null;
  }
}
