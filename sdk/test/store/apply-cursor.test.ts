import { REVS_ABOVE_CURSOR_MAX } from '../../src/protocol/index.js';
import { equal, ok } from '../outbox/assert.js';
import {
  acked,
  conversation,
  createViewer,
  events,
  fresh,
  message,
  page,
  ping,
  updated,
  type Viewer,
} from './fixtures.js';

describe('The cursor', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('begins at the head of the first newest page', () => {
    const wire = viewer.connect({ head: 9 });
    equal(viewer.cursor, null);
    viewer.feed(wire, page([message(7)], { upto: 9, head: 9 }));
    equal(viewer.cursor, 9);
  });

  it('follows live frames without a hole: messages, conversations and hidden revs', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(4)), { type: 'conversation:updated', conversation: conversation(5) });
    viewer.feed(wire, { type: 'head', head: 6 }, updated(message(4, { rev: 7 })));
    equal([viewer.cursor, viewer.wishes], [7, 0]);
  });

  it('counts a frame as seen even when its row is older than the one held', () => {
    const wire = viewer.online(3);
    // An answer over HTTP brought the later form already, without its page reaching down to the cursor.
    viewer.apply.answer(events([message(2, { rev: 5 })], { upto: 5, head: 5 }), { ...viewer.apply.ask(), since: 4 });
    viewer.feed(wire, updated(message(2, { rev: 4 })), updated(message(2, { rev: 5 })));
    equal(viewer.cursor, 5);
  });

  it('is not moved by a head in a ping, a welcome, a page or a conversation, nor by an ack', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, ping(9));
    viewer.feed(wire, page([], { since: 3, upto: 4, head: 9, has_more: true }));
    viewer.feed(wire, { type: 'conversation:updated', conversation: conversation(5, { head: 99 }) });
    viewer.apply.outbox([acked('a', 9)]);
    viewer.connect({ head: 50 });
    equal(viewer.cursor, 5);
  });

  it('stops at a hole, keeps what it saw above, and closes it when it fills', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(6)), fresh(message(5)));
    equal(viewer.cursor, 3);
    viewer.feed(wire, fresh(message(4)));
    equal(viewer.cursor, 6);
  });

  it('moves by a page only when that page reaches down to it', () => {
    viewer.online(3);
    const request = { ...viewer.apply.ask(), since: 5 };
    viewer.apply.answer(events([message(8)], { upto: 8 }), request);
    equal(viewer.cursor, 3, 'a page above a hole');
    ok(viewer.ids.includes('m8'), 'its rows count all the same');
    viewer.apply.answer(events([message(4)], { upto: 8 }), { ...viewer.apply.ask(), since: 2 });
    equal(viewer.cursor, 8);
  });

  it('is not lowered by a late page', () => {
    viewer.online(5);
    viewer.apply.answer(events([message(2)], { upto: 4, head: 4 }), { ...viewer.apply.ask(), since: 1 });
    equal(viewer.cursor, 5);
  });

  it('is not set by a newest page that comes when there is one: it does not reach down', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, page([message(90)], { upto: 90, older: true }));
    equal(viewer.cursor, 3);
  });

  it('remembers at most 1,000 revs above a hole, and still ends where the pages do', () => {
    const wire = viewer.online(1);
    const last = REVS_ABOVE_CURSOR_MAX * 3;
    for (let rev = 3; rev <= last; rev += 1) viewer.feed(wire, { type: 'head', head: rev });
    viewer.feed(wire, fresh(message(2)));
    equal(viewer.cursor, REVS_ABOVE_CURSOR_MAX + 2);
    const request = viewer.apply.askBy(wire);
    viewer.feed(wire, page([], { since: request.since, upto: last, head: last }));
    equal(viewer.cursor, last);
  });
});

describe('A sync', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('is wished for once by a hole, however many frames come above it', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(5)));
    equal(viewer.wishes, 1);
    viewer.apply.askBy(wire);
    viewer.feed(wire, fresh(message(6)), fresh(message(7)), ping(7));
    equal(viewer.wishes, 0, 'one is under way');
  });

  it('asks from the cursor, with the row of the highest rev, under the epoch', () => {
    viewer.online(3);
    const { since, at, epoch } = viewer.apply.ask();
    equal([since, at, epoch], [3, { id: 'm3', rev: 3 }, 'e1']);
  });

  it('is wished for anew when its answer leaves a hole', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(5)));
    viewer.apply.askBy(wire);
    viewer.feed(wire, fresh(message(9)));
    ok(viewer.wishes, 'the first');
    viewer.feed(wire, page([message(4)], { since: 3, upto: 5 }));
    equal([viewer.cursor, viewer.wishes], [5, 1]);
  });

  it('that brings nothing forward is repeated after two seconds, not at once and for ever', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(9)));
    const barren = () => {
      viewer.apply.askBy(wire);
      viewer.feed(wire, page([], { since: 3, upto: 3, head: 3 }));
    };
    ok(viewer.wishes);
    barren();
    equal(viewer.wishes, 1, 'judged once more');
    barren();
    equal(viewer.wishes, 0);
    viewer.clock.advance(2000);
    equal(viewer.wishes, 1);
  });

  it('is one request, however many pages answer it', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, ping(9));
    ok(viewer.wishes);
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([message(4)], { since: 3, upto: 6, head: 9, has_more: true }), ping(9));
    equal(viewer.wishes, 0, 'the rest is on its way');
    viewer.feed(wire, page([message(8)], { since: 3, upto: 9, head: 9 }));
    equal([viewer.cursor, viewer.wishes], [9, 0]);
  });

  it('whose answer never comes is asked again', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, ping(9));
    viewer.apply.askBy(wire);
    ok(viewer.wishes);
    viewer.clock.advance(20_000);
    equal(viewer.wishes, 1);
  });

  it('is wished for by a ping whose head or sum of read marks is another than one’s own', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, ping(3));
    equal(viewer.wishes, 0);
    viewer.feed(wire, ping(3, 2));
    equal(viewer.wishes, 1, 'reads');
    viewer.feed(wire, ping(2));
    equal(viewer.wishes, 1, 'head');
  });

  it('is not wished for by frames of a line whose first page is not here', () => {
    const wire = viewer.connect({ head: 5 });
    viewer.feed(wire, fresh(message(5)), fresh(message(6)), ping(6), {
      type: 'message:delta',
      id: 'x',
      offset: 3,
      text: 'y',
    });
    equal(viewer.wishes, 0);
    viewer.feed(wire, page([message(4)], { upto: 4 }));
    equal([viewer.cursor, viewer.ids], [6, ['m4', 'm5', 'm6']]);
  });
});
