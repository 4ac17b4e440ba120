import { systemClock, type Clock } from '../clock.js';
import type { Bot } from './bot.js';
import { answerTo } from './echo-answers.js';
import { pause } from './pause.js';
import { inWords } from './words.js';

export interface EchoBotOptions {
  /** Shown as the sender. "Assistant" where it is absent. */
  readonly name?: string;
  readonly clock?: Clock;
  /** Milliseconds before each word. 30, a quick reader's pace, where it is absent. */
  readonly wordMs?: number;
}

/** A bot for trying things out: it recognises half a dozen CRM topics and answers with examples, word by word. */
export const createEchoBot = ({ name = 'Assistant', clock = systemClock, wordMs = 30 }: EchoBotOptions = {}): Bot => ({
  name,
  async *reply(context, signal) {
    for (const word of inWords(answerTo(context, clock.now()))) {
      await pause(clock, wordMs, signal);
      if (signal.aborted) return;
      yield word;
    }
  },
});
