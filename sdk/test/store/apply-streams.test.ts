import { equal, ok } from '../outbox/assert.js';
import { bot, createViewer, delta, events, fresh, message, page, updated, type Viewer } from './fixtures.js';

const streaming = (seq: number, text: string, rev = seq) =>
  message(seq, { sender: bot, status: 'streaming', text, rev });

describe('A streaming message', () => {
  let viewer: Viewer;
  beforeEach(() => {
    viewer = createViewer();
  });

  it('grows by deltas: cut at the offset, append', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, '')), delta('m2', 0, 'Hello'), delta('m2', 5, ' there'), delta('m2', 3, 'p!'));
    equal(viewer.texts.at(-1), 'Help!');
    equal(viewer.wishes, 0);
  });

  it('drops a delta past its end, and asks at most once in two seconds', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, 'ab')), delta('m2', 3, 'x'));
    equal([viewer.texts.at(-1), viewer.wishes], ['ab', 1]);
    viewer.feed(wire, delta('m2', 4, 'x'), delta('m2', 5, 'x'));
    equal(viewer.wishes, 0);
    viewer.clock.advance(1999);
    equal(viewer.wishes, 0);
    viewer.clock.advance(1);
    equal(viewer.wishes, 1);
  });

  it('asks for what a delta names and nobody knows, or what has ended', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, delta('unknown', 0, 'x'));
    equal(viewer.wishes, 1);
    viewer.clock.advance(2000);
    viewer.feed(wire, delta('m1', 0, 'x'));
    equal([viewer.wishes, viewer.texts], [1, ['text 1']]);
  });

  it('of equal rev keeps the longer text', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, '')), delta('m2', 0, 'Hello'), updated(streaming(2, 'Hel')));
    equal(viewer.texts.at(-1), 'Hello');
    viewer.feed(wire, updated(streaming(2, 'Hello there')));
    equal(viewer.texts.at(-1), 'Hello there');
  });

  it('takes the whole text so far of any page, whatever the page’s revs', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, '')), delta('m2', 0, 'He'));
    viewer.feed(wire, page([], { since: 2, upto: 2, head: 2, streaming: [{ id: 'm2', text: 'Hello' }] }));
    equal(viewer.texts.at(-1), 'Hello');
    viewer.feed(wire, page([], { since: 2, upto: 2, head: 2, streaming: [{ id: 'm2', text: 'Hell' }] }));
    equal(viewer.texts.at(-1), 'Hello', 'the longer one stays');
  });

  it('that has ended takes no text so far: a late page may still carry one', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, '')), updated(message(2, { sender: bot, rev: 3, text: 'Done.' })));
    const late = { ...viewer.apply.ask(), since: 1 };
    viewer.apply.answer(events([], { upto: 2, head: 2, streaming: [{ id: 'm2', text: 'A much longer draft' }] }), late);
    equal(viewer.texts.at(-1), 'Done.');
  });

  it('taken up again begins anew, and a page from before that does not bring the old text back', () => {
    const wire = viewer.online(1);
    viewer.feed(
      wire,
      fresh(streaming(2, 'First try')),
      updated(message(2, { rev: 3, status: 'interrupted', text: 'First' })),
    );
    viewer.feed(wire, updated(streaming(2, '', 4)));
    const late = { ...viewer.apply.ask(), since: 1 };
    viewer.apply.answer(events([], { upto: 2, head: 2, streaming: [{ id: 'm2', text: 'First try' }] }), late);
    equal(viewer.texts.at(-1), '');
  });

  it('is received when it has ended, once', () => {
    const wire = viewer.online(1);
    viewer.feed(wire, fresh(streaming(2, '')), delta('m2', 0, 'Hello'));
    viewer.apply.flush();
    ok(!viewer.told.some((line) => line.startsWith('received')), 'not while it grows');
    const end = updated(message(2, { sender: bot, rev: 3, status: 'interrupted', text: 'Hel' }));
    viewer.feed(
      wire,
      end,
      end,
      updated(streaming(2, '', 4)),
      updated(message(2, { sender: bot, rev: 5, text: 'Hello.' })),
    );
    equal(
      viewer.told.filter((line) => line.startsWith('received')),
      ['received m2'],
    );
  });

  it('costs one copy of the list a frame, however many deltas come', () => {
    const wire = viewer.online(0);
    const rows = Array.from({ length: 10_000 }, (_, i) => message(i + 1));
    viewer.feed(wire, page(rows, { since: 0, upto: 10_000 }), fresh(streaming(10_001, '')));
    viewer.apply.flush();
    let changes = 0;
    viewer.stores.$messages.listen(() => changes++);
    const untouched = viewer.stores.$timeline.get()[5];
    for (let i = 0; i < 500; i += 1) viewer.feed(wire, delta('m10001', i, 'x'));
    equal(changes, 0, 'not before the frame ends');
    viewer.clock.advance(16);
    equal([changes, viewer.stores.$messages.get().at(-1)?.text.length], [1, 500]);
    ok(untouched === viewer.stores.$timeline.get()[5], 'items of unchanged rows are the same objects');
  });
});
