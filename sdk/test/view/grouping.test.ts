import type { TimelineItem } from '../../src/chat.js';
import type { Message, User } from '../../src/protocol/index.js';
import { groupsOf, rowsOf, type GroupingInput, type Row } from '../../src/view/transcript/grouping.js';
import { equal } from '../outbox/assert.js';
import { bot, dana, messageOf, priya, tomas } from './fake-chat.js';

const start = Date.UTC(2026, 10, 19, 10, 0);
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
const item = (message: Message): TimelineItem => ({ key: message.id, message, entry: null });
const say = (seq: number, sender: User, minutes: number, more: Partial<Message> = {}) =>
  item(messageOf(seq, sender, 'hello', { id: `m${String(seq)}`, created_at: at(minutes), ...more }));
const rows = (timeline: TimelineItem[], more: Partial<GroupingInput> = {}) =>
  rowsOf({
    timeline,
    you: { user: tomas, tenant: 'default' },
    lines: [],
    unread: null,
    dayKey: (ms) => new Date(ms).toISOString().slice(0, 10),
    before: new Map(),
    ...more,
  });
const short = (row: Row) => {
  if (row.kind === 'group') return `${row.own ? 'you' : row.sender.id}:${row.items.map(({ key }) => key).join('+')}`;
  return row.kind === 'unread' ? `unread ${String(row.count)}` : row.kind;
};

describe('Rows of the transcript', () => {
  it('put consecutive messages of one sender into one group', () => {
    equal(rows([say(1, dana, 0), say(2, dana, 4), say(3, priya, 5), say(4, tomas, 5)]).map(short), [
      'day',
      'dana:m1+m2',
      'priya:m3',
      'you:m4',
    ]);
  });

  it('begin a new group after five minutes of silence, not five minutes after the first message', () => {
    equal(rows([say(1, dana, 0), say(2, dana, 4), say(3, dana, 8), say(4, dana, 13)]).map(short), [
      'day',
      'dana:m1+m2+m3',
      'dana:m4',
    ]);
  });

  it('begin a new group on another day, under its line', () => {
    equal(rows([say(1, dana, 13 * 60 + 59), say(2, dana, 14 * 60)]).map(short), ['day', 'dana:m1', 'day', 'dana:m2']);
  });

  it('tell events between groups', () => {
    const event = say(2, dana, 1, { type: 'event', text: 'closed' });
    equal(rows([say(1, dana, 0), event, say(3, dana, 2)]).map(short), ['day', 'dana:m1', 'event', 'dana:m3']);
  });

  it('stand joined and left lines where they happened', () => {
    const line = { key: 'p', kind: 'joined' as const, user: priya, after: 'm1', at: start };
    equal(rows([say(1, dana, 0), say(2, dana, 1)], { lines: [line] }).map(short), [
      'day',
      'dana:m1',
      'presence',
      'dana:m2',
    ]);
  });

  it('put the unread line above the first unread message of somebody else', () => {
    const unread = { after: 1, count: 2 };
    equal(rows([say(1, dana, 0), say(2, tomas, 0), say(3, dana, 1), say(4, bot, 1)], { unread }).map(short), [
      'day',
      'dana:m1',
      'you:m2',
      'unread 2',
      'dana:m3',
      'bot:m4',
    ]);
  });

  it('keep the key of a group that older messages join, so that focus and place stay', () => {
    const later = [say(3, dana, 2), say(4, dana, 3)];
    const first = rows(later);
    const key = first.find((row) => row.kind === 'group')?.key;
    const second = rows([say(1, priya, 0), say(2, dana, 1), ...later], { before: groupsOf(first) });
    equal(
      second.filter((row) => row.kind === 'group').map((row) => [short(row), row.key === key]),
      [
        ['priya:m1', false],
        ['dana:m2+m3+m4', true],
      ],
    );
  });

  it('keep a group as the object that it was for as long as it is the same', () => {
    const all = [say(1, dana, 0), say(2, priya, 1), say(3, dana, 2)];
    const first = rows(all);
    const second = rows([...all, say(4, dana, 3)], { before: groupsOf(first) });
    equal(
      second.map((row, at) => row.kind === 'group' && row === first[at]),
      [false, true, true, false],
    );
  });

  it('never give two groups one key, when a group is split', () => {
    const whole = rows([say(1, dana, 0), say(3, dana, 1)]);
    const split = rows([say(1, dana, 0), say(2, priya, 0), say(3, dana, 1)], { before: groupsOf(whole) });
    const keys = split.map(({ key }) => key);
    equal(new Set(keys).size, keys.length);
  });
});
