import { equal } from '../outbox/assert.js';
import {
  acked,
  ann,
  bot,
  conversation,
  createViewer,
  entry,
  events,
  fresh,
  me,
  member,
  message,
  older,
  page,
  person,
  ping,
  updated,
  type Viewer,
} from './fixtures.js';

const zoe = person('zoe', 'agent');
const read = (user: typeof ann, seq: number) => ({ type: 'read', user, seq, at: '' }) as const;
const mark = (user_id: string, seq: number) => ({ user_id, seq, at: null });

describe('Read marks', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('only rise by live frames', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, read(ann, 2), read(ann, 1));
    equal(viewer.reads, { ann: 2 });
  });

  it('of a page that was asked for later are believed whole: who left is gone, and no ping asks again', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, read(ann, 2), read(zoe, 3), ping(3, 2));
    equal(viewer.wishes, 1);
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([], { since: 3, upto: 3, head: 3, read: [mark('ann', 2)] }), ping(3, 2));
    equal([viewer.reads, viewer.wishes], [{ ann: 2 }, 0]);
  });

  it('of a page do not lower what a live frame said after the page was asked for', () => {
    const wire = viewer.online(3);
    viewer.apply.askBy(wire);
    viewer.feed(wire, read(ann, 3), read(zoe, 2));
    viewer.feed(wire, page([], { since: 3, upto: 3, head: 3, read: [mark('ann', 1)] }));
    equal(viewer.reads, { ann: 3, zoe: 2 });
  });

  it('of a page that is older than what is known do not bring back who left', () => {
    const wire = viewer.online(3);
    const request = viewer.apply.ask();
    viewer.feed(wire, {
      type: 'conversation:updated',
      conversation: conversation(4, { participants: [member(ann, 2)] }),
    });
    viewer.apply.answer(events([], { upto: 3, head: 3, read: [mark('ann', 1), mark('zoe', 3)] }), request);
    equal(viewer.reads, { ann: 2 });
  });

  it('follow the members of a newer form of the conversation', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, read(zoe, 3));
    viewer.feed(wire, {
      type: 'conversation:updated',
      conversation: conversation(4, { participants: [member(ann, 2)] }),
    });
    viewer.feed(wire, ping(4, 2));
    equal([viewer.reads, viewer.wishes], [{ ann: 2 }, 0]);
  });

  it('of one’s own are shown at once, and compared with the relay’s only when it has them', () => {
    const wire = viewer.online(3);
    equal([viewer.reads, viewer.stores.$unread.get()], [{}, 3]);
    viewer.apply.ownRead(2);
    viewer.apply.ownRead(1);
    equal([viewer.reads, viewer.stores.$unread.get()], [{ me: 2 }, 1]);
    viewer.feed(wire, ping(3, 0));
    equal(viewer.wishes, 0);
  });
});

describe('Unread', () => {
  it('counts others’ visible texts above one’s own mark, of those loaded', () => {
    const viewer = createViewer();
    const wire = viewer.online(1);
    viewer.feed(
      wire,
      fresh(message(2, { sender: me })),
      fresh(message(3, { type: 'event' })),
      fresh(message(4, { deleted_at: '2026-01-01T00:00:00.000Z' })),
      fresh(message(5)),
    );
    viewer.apply.ownRead(1);
    viewer.apply.flush();
    equal(viewer.stores.$unread.get(), 1);
  });
});

describe('People', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });
  const typing = () => {
    viewer.apply.flush();
    return viewer.stores.$typing.get().map(({ id }) => id);
  };
  const present = () => {
    viewer.apply.flush();
    return viewer.stores.$presence.get().map(({ id }) => id);
  };

  it('are there by welcome and pages, and come and go by frames; oneself is left out', () => {
    const wire = viewer.connect({ presence: [me, ann] });
    viewer.feed(wire, page([message(1)], { presence: [me, ann] }));
    viewer.apply.flush();
    viewer.told.length = 0;
    viewer.feed(
      wire,
      { type: 'user_joined', user: zoe },
      { type: 'user_left', user: ann },
      { type: 'user_joined', user: me },
    );
    equal([present(), viewer.told], [['zoe'], ['joined zoe', 'left ann']]);
    viewer.feed(wire, page([], { since: 1, upto: 1, presence: [me, bot] }));
    equal(present(), ['bot']);
  });

  it('who type stop when they say so, when their message comes, and six seconds after the last word of it', () => {
    const wire = viewer.online(1);
    const types = (user: typeof ann, is_typing = true) => viewer.feed(wire, { type: 'typing', user, is_typing });
    types(ann);
    types(zoe);
    types(me);
    equal(typing(), ['ann', 'zoe']);
    types(zoe, false);
    equal(typing(), ['ann']);
    viewer.clock.advance(5000);
    types(ann);
    viewer.clock.advance(5999);
    equal(typing(), ['ann']);
    viewer.clock.advance(1);
    equal(typing(), []);
    types(ann);
    viewer.feed(wire, fresh(message(2)));
    equal(typing(), []);
  });

  it('are as a poll says, and who came and went follows from the last one', () => {
    const poll = (presence: (typeof me)[], typists: (typeof me)[]) =>
      viewer.apply.answer(
        events([], { upto: 1, head: 1, presence, typing: typists.map((user) => ({ user })) }),
        viewer.apply.ask(),
      );
    viewer.apply.you({ user: me, tenant: 'default' });
    poll([me, ann], [ann]);
    viewer.told.length = 0;
    equal([present(), typing()], [['ann'], ['ann']]);
    poll([me, zoe], []);
    equal([present(), typing(), viewer.told], [['zoe'], [], ['joined zoe', 'left ann']]);
  });

  it('are unknown without a line', () => {
    const wire = viewer.connect({ presence: [me, ann] });
    viewer.feed(wire, { type: 'typing', user: ann, is_typing: true });
    viewer.apply.status('reconnecting');
    equal([present(), typing()], [[], []]);
  });
});

describe('A message', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });
  const received = () => viewer.told.filter((line) => line.startsWith('received'));

  it('is received once, by a live frame or by a page that catches up', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, fresh(message(5)), fresh(message(5)));
    viewer.feed(wire, page([message(4), message(5)], { since: 3, upto: 5 }));
    equal(received(), ['received m5', 'received m4']);
  });

  it('is not received by the first page, a history page, the cache, a reset, an edit, nor one’s own or an event', () => {
    const wire = viewer.connect({ head: 9 });
    viewer.feed(wire, page([message(8), message(9)], { older: true }));
    const request = viewer.apply.olderRequest();
    if (request) viewer.apply.olderPage(older([message(7)], { has_more: true }), request);
    viewer.feed(wire, updated(message(3, { rev: 10, text: 'edited, and not loaded' })));
    viewer.feed(wire, fresh(message(11, { sender: me })), fresh(message(12, { type: 'event' })));
    viewer.feed(wire, { type: 'reset', reason: 'epoch', epoch: 'e2' });
    viewer.apply.askBy(wire);
    viewer.feed(wire, page([message(20)], { epoch: 'e2' }));
    equal(received(), []);
  });

  it('of one’s own is sent when its row is here, live or by the first page, and only if it was queued here', () => {
    const wire = viewer.connect();
    viewer.apply.outbox([entry('a'), entry('b'), acked('old', 3)]);
    const own = (seq: number, client_id: string) => message(seq, { sender: me, client_id });
    viewer.feed(wire, page([own(1, 'a'), own(3, 'old')]));
    viewer.feed(wire, fresh(own(4, 'b')), fresh(own(4, 'b')), fresh(own(5, 'elsewhere')));
    equal(
      viewer.told.filter((line) => line.startsWith('sent')),
      ['sent m1', 'sent m4'],
    );
  });
});
