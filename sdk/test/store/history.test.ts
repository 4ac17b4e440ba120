import { History } from '../../src/store/history.js';
import { equal } from '../outbox/assert.js';
import { message, page } from './fixtures.js';

const loaded = (): History => {
  const history = new History('e1');
  const read = [{ user_id: 'ann', seq: 18, at: null }];
  history.begin(page([message(18), message(20)], { floor: 3, read }), true, null);
  return history;
};

describe('What is kept of a history', () => {
  it('is nothing before its newest page is here', () => {
    const history = new History('e1');
    history.receive(message(4), true);
    equal(history.snapshot(), null);
    equal(new History(null).snapshot(), null);
  });

  it('makes the same history again', () => {
    const kept = loaded().snapshot();
    if (!kept) throw new Error('Nothing was kept.');
    const again = History.of(structuredClone(kept));
    equal(again.snapshot(), kept);
    equal([again.isLoaded, again.hasOlder, again.cursor.value, again.floor], [true, true, 20, 3]);
  });

  it('leaves out what lies before the loaded part: between the two something may be missing', () => {
    const history = loaded();
    history.put(message(7));
    equal(
      history.snapshot()?.rows.map(({ seq }) => seq),
      [18, 20],
    );
  });
});
