import type { OutboxEntry } from '../../src/entry.js';
import { equal, ok } from '../outbox/assert.js';
import { acked, ann, createViewer, entry, fresh, me, message, page, updated, type Viewer } from './fixtures.js';

describe('The timeline', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });
  const own = (seq: number, client_id: string) => message(seq, { sender: me, client_id });

  it('shows what waits behind what is there, by order', () => {
    viewer.online(2);
    viewer.apply.outbox([entry('a', { order: 1 }), entry('b', { order: 2, state: 'failed' })]);
    equal(viewer.timeline, ['row m1', 'row m2', 'entry a', 'entry b']);
  });

  it('stays the same list when nothing but a mark has moved', () => {
    viewer.online(3);
    viewer.apply.flush();
    const { $messages, $timeline, $reads } = viewer.stores;
    const before = [$messages.get(), $timeline.get()];
    viewer.apply.ownRead(3);
    viewer.apply.flush();
    equal([$messages.get() === before[0], $timeline.get() === before[1], $reads.get().get(me.id)], [true, true, 3]);
  });

  it('keeps the bubble from the entry after an ack, which writes no row, until the row is here', () => {
    const wire = viewer.online(2);
    viewer.apply.outbox([acked('a', 4)]);
    equal([viewer.ids, viewer.timeline.at(-1), viewer.cursor], [['m1', 'm2'], 'entry a', 2]);
    viewer.feed(wire, fresh(own(4, 'a')));
    equal(viewer.timeline, ['row m1', 'row m2', 'row a'], 'under the same key');
  });

  it('drops the bubble when the cursor reaches the ack’s rev and no row came: it is not to be seen', () => {
    const wire = viewer.online(2);
    viewer.apply.outbox([acked('a', 4)]);
    viewer.feed(wire, { type: 'head', head: 3 });
    equal(viewer.timeline.at(-1), 'entry a');
    viewer.feed(wire, { type: 'head', head: 4 });
    equal(viewer.timeline, ['row m1', 'row m2']);
  });

  it('shows one bubble when the row comes before the ack', () => {
    const wire = viewer.online(2);
    viewer.apply.outbox([entry('a', { state: 'sending' })]);
    viewer.feed(wire, fresh(own(3, 'a')));
    equal(viewer.timeline.slice(2), ['row a']);
    viewer.apply.outbox([acked('a', 3)]);
    equal(viewer.timeline.slice(2), ['row a']);
  });

  it('is not fooled by another person’s use of the same client_id', () => {
    const wire = viewer.online(2);
    viewer.apply.outbox([entry('a')]);
    viewer.feed(wire, fresh(message(3, { sender: ann, client_id: 'a' })));
    equal(viewer.timeline.slice(2), ['row m3', 'entry a']);
  });

  it('puts an acknowledged one where it will stay, though others have come since', () => {
    const wire = viewer.online(2);
    viewer.apply.outbox([acked('a', 3, { rev: 9 }), entry('b')]);
    viewer.feed(wire, fresh(message(4)));
    equal(viewer.timeline.slice(2), ['entry a', 'row m4', 'entry b']);
  });

  it('does not show a bubble for a row that is held before the loaded part', () => {
    const wire = viewer.connect({ head: 20 });
    viewer.feed(wire, page([message(18), message(20)], { older: true }));
    viewer.apply.outbox([acked('a', 3, { rev: 21 })]);
    viewer.feed(wire, updated({ ...own(3, 'a'), rev: 21 }));
    equal(viewer.timeline, ['row m18', 'row m20']);
  });

  it('shows a waiting change at its message, not as a bubble', () => {
    viewer.online(2);
    const edit = entry('e', { act: { kind: 'edit', message_id: 'm2', text: 'better' } });
    viewer.apply.outbox([edit]);
    equal(viewer.timeline, ['row m1', 'row m2']);
    const [, second] = viewer.stores.$timeline.get();
    ok(second?.entry?.client_id === 'e', 'the entry beside the message');
  });

  describe('shows at once what was done to a message', () => {
    type Act = OutboxEntry['act'];
    const edit = (message_id: string, text: string): Act => ({ kind: 'edit', message_id, text });
    const react = (on: boolean, emoji = '👍'): Act => ({ kind: 'react', message_id: 'm2', emoji, on });
    const remove: Act = { kind: 'delete', message_id: 'm2' };
    const second = (acts: readonly Partial<OutboxEntry>[]) => {
      viewer.apply.outbox(acts.map((more, order) => entry(`e${order}`, { order, ...more })));
      viewer.apply.flush();
      const item = viewer.stores.$timeline.get().find(({ message: row }) => row?.id === 'm2');
      ok(item?.message);
      return { row: item.message, telling: item.entry?.client_id ?? null };
    };
    const ackOf = (rev: number, epoch = 'e1') => ({ message_id: 'm2', seq: 2, rev, at: '', epoch });

    it('an edit, marked as one; the row itself stays as the relay has it', () => {
      viewer.online(2);
      const { row, telling } = second([{ act: edit('m2', 'better') }]);
      equal([row.text, row.edited_at, telling], ['better', '2026-01-01T00:00:00.000Z', 'e0']);
      equal(viewer.texts[1], message(2).text);
    });

    it('a deletion, and the message again when that was refused', () => {
      viewer.online(2);
      ok(second([{ act: remove }]).row.deleted_at);
      const { row, telling } = second([{ act: remove, state: 'failed' }]);
      equal([row.deleted_at, row.text, telling], [null, message(2).text, 'e0']);
    });

    it('reactions in the order in which they began, without those that were taken back or refused', () => {
      const wire = viewer.online(2);
      viewer.feed(wire, updated(message(2, { rev: 3, reactions: [{ emoji: '👍', users: ['ann', me.id] }] })));
      equal(second([{ act: react(false) }, { act: react(true, '🎉') }]).row.reactions, [
        { emoji: '👍', users: ['ann'] },
        { emoji: '🎉', users: [me.id] },
      ]);
      equal(second([{ act: react(true, '🎉'), state: 'failed' }]).row.reactions.length, 1);
    });

    it('tells of what was refused first, then of a text, then of a reaction', () => {
      viewer.online(2);
      equal(second([{ act: edit('m2', 'x') }, { act: react(true) }]).telling, 'e0');
      equal(second([{ act: edit('m2', 'x') }, { act: react(true), state: 'failed' }]).telling, 'e1');
    });

    it('until the row with it is here: an ack writes none', () => {
      const wire = viewer.online(2);
      const done: Partial<OutboxEntry> = { act: edit('m2', 'better'), state: 'settled', ack: ackOf(3) };
      const waiting = second([done]);
      equal([waiting.row.text, waiting.telling], ['better', null]);
      viewer.feed(wire, updated(message(2, { rev: 3, text: 'better' })), updated(message(2, { rev: 4, text: 'best' })));
      equal(second([done]).row.text, 'best');
    });

    it('and not what was done in a history that is gone', () => {
      viewer.online(2);
      const done: Partial<OutboxEntry> = { act: edit('m2', 'better'), state: 'settled', ack: ackOf(9, 'e0') };
      equal(second([done]).row.text, message(2).text);
    });

    it('also to one that is on its way, by its client_id', () => {
      viewer.online(1);
      const send = entry('a', { state: 'sending', was_sent: true });
      viewer.apply.outbox([send, entry('e', { order: 2, act: edit('a', 'better') })]);
      viewer.apply.flush();
      const [, mine] = viewer.stores.$timeline.get();
      ok(mine?.entry?.act.kind === 'send');
      equal([mine.key, mine.entry.act.content.text], ['a', 'better']);
      viewer.apply.outbox([send, entry('d', { order: 2, act: { kind: 'delete', message_id: 'a' } })]);
      equal(viewer.timeline, ['row m1']);
    });
  });

  it('is there before any page, for what was typed into a new conversation', () => {
    viewer.apply.outbox([entry('a')]);
    equal([viewer.timeline, viewer.stores.$loaded.get()], [['entry a'], false]);
  });
});

describe('A cached history', () => {
  const kept = () => {
    const viewer = createViewer();
    const wire = viewer.connect({ head: 20 });
    viewer.feed(
      wire,
      page([message(18), message(20)], { older: true, floor: 3, read: [{ user_id: 'ann', seq: 18, at: null }] }),
    );
    const snapshot = viewer.apply.snapshot();
    ok(snapshot);
    return structuredClone(snapshot);
  };

  it('is shown before anybody has answered, and goes on from its cursor', () => {
    const viewer = createViewer();
    ok(viewer.apply.cached(kept()));
    equal([viewer.ids, viewer.reads, viewer.stores.$loaded.get()], [['m18', 'm20'], { ann: 18 }, true]);
    const wire = viewer.apply.wire();
    const { since, at, epoch } = wire.request;
    equal([since, at, epoch], [20, { id: 'm20', rev: 20 }, 'e1']);
    equal(viewer.apply.olderRequest()?.before, 18);
  });

  it('is refused once the relay was asked: the answer would not reach down to it', () => {
    const viewer = createViewer();
    viewer.apply.wire();
    ok(!viewer.apply.cached(kept()));
    equal(viewer.ids, []);
  });

  it('of a history that the relay replaced stays on screen until the new one is here', () => {
    const viewer = createViewer();
    viewer.apply.cached(kept());
    const wire = viewer.connect({ epoch: 'e2' });
    viewer.feed(wire, fresh(message(21)));
    equal(viewer.ids, ['m18', 'm20']);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([message(1, { id: 'new' })], { epoch: 'e2' }));
    equal([viewer.ids, viewer.told.filter((line) => line.startsWith('received'))], [['new'], []]);
  });
});

describe('Another conversation', () => {
  it('leaves nothing of the last one', () => {
    const viewer = createViewer();
    const wire = viewer.online(3);
    viewer.apply.outbox([entry('a')]);
    viewer.apply.ownRead(2);
    viewer.apply.open('c2');
    equal([viewer.timeline, viewer.reads, viewer.stores.$loaded.get(), viewer.cursor], [[], {}, false, null]);
    viewer.feed(wire, fresh(message(4)));
    equal(viewer.ids, [], 'a frame of the socket before');
  });
});
