import { equal, ok } from '../outbox/assert.js';
import { conversation, createViewer, fresh, message, older, page, ping, updated, type Viewer } from './fixtures.js';

describe('Rows', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('keep the form with the highest rev, in whatever order forms come', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, updated(message(1, { rev: 5, text: 'fifth' })), updated(message(1, { rev: 4, text: 'fourth' })));
    equal(viewer.texts, ['fifth', 'text 2', 'text 3']);
  });

  it('are the same when everything comes twice', () => {
    const wire = viewer.online(3);
    const frames = [fresh(message(4)), updated(message(2, { rev: 5, text: 'edited' }))];
    viewer.feed(wire, ...frames, ...frames);
    equal(viewer.ids, ['m1', 'm2', 'm3', 'm4']);
    equal(viewer.cursor, 5);
  });

  it('stand by seq, whatever order they came in', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(message(4)), fresh(message(2)), fresh(message(3)));
    equal(viewer.ids, ['m1', 'm2', 'm3', 'm4']);
  });

  it('at or below the floor are dropped, and do not come back', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, ping(3, 0, 2), updated(message(1, { rev: 4 })));
    equal(viewer.ids, ['m3']);
    ok(!viewer.stores.$hasOlder.get(), 'nothing older');
    equal(viewer.cursor, 4, 'the frame counts as seen');
  });

  it('name the one with the highest rev as proof, and another once the floor took it', () => {
    const wire = viewer.online(3);
    viewer.feed(wire, updated(message(1, { rev: 4 })));
    equal(viewer.apply.ask().at, { id: 'm1', rev: 4 });
    viewer.feed(wire, ping(4, 0, 1));
    equal(viewer.apply.ask().at, { id: 'm3', rev: 3 });
  });
});

describe('The loaded part', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  const begin = () => {
    const wire = viewer.connect({ head: 20 });
    viewer.feed(wire, page([message(18), message(20)], { older: true }));
    return wire;
  };

  it('begins with the first row of the newest page', () => {
    begin();
    equal(viewer.ids, ['m18', 'm20']);
    ok(viewer.stores.$hasOlder.get(), 'there is more');
    equal(viewer.apply.olderRequest()?.before, 18);
  });

  it('grows by history pages, which leave the cursor alone', () => {
    begin();
    const request = viewer.apply.olderRequest();
    ok(request);
    viewer.apply.olderPage(older([message(10), message(12)], { has_more: true, head: 99 }), request);
    equal(viewer.ids, ['m10', 'm12', 'm18', 'm20']);
    equal(viewer.cursor, 20);
    equal(viewer.apply.olderRequest()?.before, 10);
  });

  it('has nothing before it once a history page says so', () => {
    begin();
    const request = viewer.apply.olderRequest();
    ok(request);
    viewer.apply.olderPage(older([message(1)]), request);
    equal([viewer.ids, viewer.stores.$hasOlder.get()], [['m1', 'm18', 'm20'], false]);
    equal(viewer.apply.olderRequest(), null);
  });

  it('does not show a change of a row before it, and keeps it for when it is loaded', () => {
    const wire = begin();
    viewer.feed(wire, updated(message(10, { rev: 21, text: 'edited' })));
    equal(viewer.ids, ['m18', 'm20']);
    const request = viewer.apply.olderRequest();
    ok(request);
    // The page was read before the edit, and comes after it.
    viewer.apply.olderPage(older([message(10)]), request);
    equal(viewer.texts, ['edited', 'text 18', 'text 20']);
  });

  it('takes no history page of another epoch, nor one for a history that was replaced', () => {
    const wire = begin();
    const request = viewer.apply.olderRequest();
    ok(request);
    viewer.apply.olderPage(older([message(10)], { epoch: 'e2' }), request);
    viewer.feed(wire, { type: 'reset', reason: 'diverged', epoch: 'e1' });
    viewer.feed(wire, page([message(30)], { older: true }));
    viewer.apply.olderPage(older([message(10)]), request);
    equal(viewer.ids, ['m30']);
  });
});

describe('The conversation', () => {
  it('is kept by rev, whichever frame brings it', () => {
    const viewer = createViewer();
    const wire = viewer.online(3);
    viewer.feed(
      wire,
      { type: 'conversation:updated', conversation: conversation(5) },
      fresh(message(4), { conversation: conversation(4) }),
    );
    viewer.apply.flush();
    equal(viewer.stores.$conversation.get()?.title, 'title 5');
    equal(viewer.cursor, 5);
  });
});
