import type { ConnectionStatus, TimelineItem } from '../../src/chat.js';
import { linesOf, ownStateOf, type OwnState } from '../../src/view/message/own-state.js';
import { equal } from '../outbox/assert.js';
import { conversationOf, dana, fakeChat, messageOf, tomas } from './fake-chat.js';
import type { OutboxEntry } from '../../src/entry.js';

const now = Date.now();
const entryItem = (more: Partial<OutboxEntry>): TimelineItem => {
  const entry = fakeChat().queue('hello', { created_at: new Date(now - 1000).toISOString(), ...more });
  return { key: entry.client_id, message: null, entry };
};
const stateOf = (item: TimelineItem, status: ConnectionStatus = 'online', reads = new Map<string, number>()) =>
  ownStateOf(item, {
    status,
    you: { user: tomas, tenant: 'default' },
    participants: conversationOf().participants,
    reads,
    now,
  });
const mine = (seq: number): TimelineItem => {
  const message = messageOf(seq, tomas, 'hello');
  return { key: message.id, message, entry: null };
};

describe("How far one's own message has come", () => {
  it('is waiting without a line, whether or not it was handed over', () => {
    equal(stateOf(entryItem({ state: 'queued' }), 'offline')?.kind, 'waiting');
    equal(stateOf(entryItem({ state: 'sending' }), 'reconnecting')?.kind, 'waiting');
  });

  it('says nothing for 400 ms, then that it is being sent', () => {
    const fresh = new Date(now - 399).toISOString();
    equal(stateOf(entryItem({ state: 'sending', created_at: fresh }))?.kind, 'fresh');
    equal(stateOf(entryItem({ state: 'sending', created_at: new Date(now - 400).toISOString() }))?.kind, 'sending');
  });

  it('counts down where the relay asked to wait', () => {
    const limited = entryItem({ state: 'queued', error: { code: 'rate_limited', detail: '' }, not_before: now + 4000 });
    equal(stateOf(limited), { kind: 'soon', until: now + 4000 });
  });

  it('is sent only once the relay has acknowledged it, row or no row', () => {
    const ack = { message_id: 'm', seq: 7, rev: 7, at: new Date(now).toISOString(), epoch: 'e' };
    equal(stateOf(entryItem({ state: 'settled', ack }))?.kind, 'sent');
    equal(stateOf(mine(7))?.kind, 'sent');
  });

  it('is read by whoever has a mark at or above it, people only', () => {
    const state = stateOf(
      mine(7),
      'online',
      new Map([
        ['dana', 7],
        ['priya', 6],
        ['bot', 9],
        ['tomas', 9],
      ]),
    );
    equal(state?.kind === 'read' && [state.alone, ...state.readers.map(({ user }) => user.id)], [false, 'dana']);
  });

  it("tells nothing under others' messages and under deleted ones", () => {
    const other = messageOf(3, dana, 'hello');
    equal(stateOf({ key: 'a', message: other, entry: null }), null);
    const gone = messageOf(4, tomas, '', { deleted_at: new Date(now).toISOString() });
    equal(stateOf({ key: 'b', message: gone, entry: null }), null);
  });

  it('does not make a sent message wait because a reaction to it does', () => {
    const { entry } = entryItem({ act: { kind: 'react', message_id: 'm', emoji: 'x', on: true } });
    equal(stateOf({ key: 'a', message: messageOf(3, tomas, 'hello'), entry }, 'offline')?.kind, 'sent');
  });
});

describe('State lines', () => {
  const sent: OwnState = { kind: 'sent', at: now };
  const read: OwnState = { kind: 'read', readers: conversationOf().participants, alone: false };
  const failed: OwnState = { kind: 'failed', entry: entryItem({ state: 'failed' }).entry! };
  const list = (...states: OwnState[]) => states.map((state, i) => ({ key: String(i), state }));

  it('stand under the last message of each state', () => {
    equal([...linesOf(list(read, read, sent, sent), new Set())].sort(), ['1', '3']);
  });

  it('stand under each failed one', () => {
    equal([...linesOf(list(failed, failed, sent), new Set())].sort(), ['0', '1', '2']);
  });

  it('move to the newest message when it is written, not when it arrives', () => {
    equal([...linesOf(list(sent, { kind: 'fresh' }), new Set())], ['1']);
    equal([...linesOf(list(sent, sent), new Set(['1']))], ['1']);
  });

  it('stay where they are until the list itself changes', () => {
    equal([...linesOf(list(read, read), new Set(['0', '1']))].sort(), ['0', '1']);
  });
});
