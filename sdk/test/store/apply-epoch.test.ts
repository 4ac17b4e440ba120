import { equal, ok } from '../outbox/assert.js';
import {
  acked,
  conversation,
  createViewer,
  entry,
  events,
  fresh,
  message,
  page,
  ping,
  type Viewer,
} from './fixtures.js';

describe('An epoch', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('is asked anew without since after a reset, never with since 0', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    equal(viewer.wishes, 1);
    const { since, at, epoch } = viewer.apply.askBy(wire);
    equal([since, at, epoch], [null, null, null]);
  });

  it('leaves everything on screen until its page is here, and then changes it in one step', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, { type: 'read', user: { ...conversation(1).created_by }, seq: 3, at: '' });
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    equal([viewer.ids, viewer.cursor], [['m1', 'm2', 'm3'], 3]);
    const steps: string[][] = [];
    viewer.stores.$messages.listen((rows) => steps.push(rows.map(({ id }) => id)));
    viewer.feed(
      wire,
      page([message(7, { id: 'other' })], { epoch: 'e2', upto: 8, head: 8, floor: 5, conversation: conversation(1) }),
    );
    equal([viewer.ids, viewer.cursor, viewer.reads], [['other'], 8, {}]);
    equal(steps, [['other']]);
    equal(viewer.told, ['unread 1', 'begun e2 true', 'unread 1'].slice(1));
  });

  it('never takes the outbox along', () => {
    const wire = viewer.online(3);
    viewer.apply.outbox([entry('a')]);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([message(1, { id: 'other' })], { epoch: 'e2' }));
    equal(viewer.timeline, ['row other', 'entry a']);
  });

  it('other than one’s own: its frames and answers are dropped, and count for nothing', () => {
    const wire = viewer.online(3);
    const request = viewer.apply.ask();
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    viewer.apply.answer(events([message(4)]), request);
    viewer.feed(wire, page([message(1, { id: 'new' })], { epoch: 'e2' }));
    // A late answer of the old history, in both forms.
    viewer.apply.answer(events([message(5)]), request);
    viewer.apply.shared(events([message(6)]), 1);
    equal([viewer.ids, viewer.cursor], [['new'], 1]);
  });

  it('of frames is that of their socket, whatever the client has learned since', () => {
    const wire = viewer.online(3);
    const request = viewer.apply.ask();
    viewer.apply.answer({ reset: 'epoch', epoch: 'e2' }, request);
    viewer.apply.answer(events([message(1, { id: 'new' })], { epoch: 'e2' }), viewer.apply.ask());
    viewer.feed(wire, fresh(message(2)), ping(9));
    equal([viewer.ids, viewer.cursor], [['new'], 1]);
  });

  it('collects live frames that come between the reset and its page', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    viewer.feed(wire, fresh(message(3, { id: 'b' })));
    viewer.feed(wire, page([message(2, { id: 'a' })], { epoch: 'e2', upto: 2 }));
    equal([viewer.ids, viewer.cursor, viewer.wishes - 1], [['a', 'b'], 3, 0]);
  });

  it('said twice is asked for once', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    ok(viewer.wishes);
    viewer.apply.askBy(wire);
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    equal(viewer.wishes, 0);
  });

  it('that changed once more while it was being asked for: the answer’s own is the right one', () => {
    viewer.online(3);
    viewer.apply.answer({ reset: 'epoch', epoch: 'e2' }, viewer.apply.ask());
    viewer.apply.answer(events([message(1, { id: 'third' })], { epoch: 'e3' }), viewer.apply.ask());
    equal([viewer.ids, viewer.apply.epoch], [['third'], 'e3']);
  });

  it('stays the same where the relay lost its last revs: the history is replaced all the same', () => {
    const wire = viewer.online(9);
    viewer.feed(wire, { type: 'reset', reason: 'ahead', epoch: 'e1' });
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([message(4)], { upto: 4 }));
    equal([viewer.ids, viewer.cursor], [['m4'], 4]);
  });

  it('of an ack decides whether the cursor says anything about it', () => {
    viewer.online(9);
    viewer.apply.outbox([acked('a', 5, { epoch: 'e0', message_id: 'gone' }), acked('b', 6, { message_id: 'hidden' })]);
    ok(viewer.timeline.includes('entry a'), 'acknowledged in another history');
    ok(!viewer.timeline.includes('entry b'), 'the cursor has passed it');
  });
});
