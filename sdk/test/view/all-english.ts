import { en as launcher } from '../../src/view/words/launcher-strings.js';
import { emptyWords } from '../../src/view/words/parts/empty.js';
import { eventWords } from '../../src/view/words/parts/events.js';
import { failureWords } from '../../src/view/words/parts/failures.js';
import { fileWords } from '../../src/view/words/parts/files.js';
import { listWords } from '../../src/view/words/parts/list.js';
import { noticeWords } from '../../src/view/words/parts/notices.js';
import { peopleWords } from '../../src/view/words/parts/people.js';
import { replyWords } from '../../src/view/words/parts/replies.js';
import { richWords } from '../../src/view/words/parts/rich.js';
import { settingsWords } from '../../src/view/words/parts/settings.js';
import { toolWords } from '../../src/view/words/parts/tools.js';
import { stringsFor, type AllStrings } from '../../src/view/words/strings.js';

/** The English words of the launcher, the panel and all of its parts. */
export function allEnglish(locale: string): AllStrings {
  const { strings, stringsWith } = stringsFor(locale, null, null);
  const files = stringsWith(fileWords);
  const notices = stringsWith(noticeWords);
  const others = [
    ...[emptyWords, listWords, peopleWords, richWords].map((words) => stringsWith(words)),
    ...[eventWords, failureWords].map((words) => stringsWith(words)),
    ...[replyWords, settingsWords, toolWords].map((words) => stringsWith(words)),
  ];
  const parts: object[] = [launcher, strings, ...others, { files: files.files, notices: notices.notices }];
  return parts.reduce((all, part) => ({ ...all, ...part })) as AllStrings;
}
