import type { Counting } from '../counting.js';

/** Of what was refused. */
export const failureWords = ({ plural }: Counting<'en'>) => ({
  reasons: {
    text_too_long: (limit: number) =>
      plural(limit, {
        one: 'It is longer than # character.',
        other: 'It is longer than # characters.',
      }),
    conversation_closed: 'This conversation is closed.',
    forbidden: 'You may not write here.',
    subject_not_allowed: 'You may not write about this record.',
    not_found: 'This conversation is not available to you.',
    too_large: 'It is too large.',
    message_deleted: 'This message was deleted.',
    upload_failed: 'The upload failed five times.',
    file_type_refused: 'Files of this kind are not accepted.',
    attachment_gone: 'A file of it is gone.',
  },
  reasonOther: 'The chat service refused it.',
  notChanged: (reason: string) => `Not changed. ${reason}`,
  notDeleted: (reason: string) => `Not deleted. ${reason}`,
  notReacted: (reason: string) => `Reaction not sent. ${reason}`,
  discard: 'Discard',
  storageFull: 'This browser has no room for more messages. Wait until some are sent.',
});
