import { reactionTo } from '../../src/transport/reactions.js';
import { Tries } from '../../src/transport/tries.js';
import { equal, ok } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';

/** Nobody who speaks the protocol closed it. */
const CUT = reactionTo(1006);
const REFUSED = reactionTo(4401);
const BUSY = reactionTo(1013);

const createTries = () => {
  // The longest pauses that chance allows.
  const clock = createFakeClock(() => 1);
  const tries = new Tries(clock);
  const lived = (ms: number) => {
    tries.welcome();
    clock.advance(ms);
  };
  return { tries, lived };
};

describe('The tries of a connection', () => {
  it('wait longer each time, until a socket has lived for five seconds', () => {
    const { tries, lived } = createTries();
    equal([tries.pause(false), tries.pause(false), tries.pause(false)], [500, 1000, 2000]);
    lived(4999);
    tries.lost(CUT);
    equal(tries.pause(false), 4000);
    lived(5000);
    tries.lost(CUT);
    equal(tries.pause(false), 500);
  });

  it('behind polls have pauses of their own, which a welcome makes short again', () => {
    const { tries } = createTries();
    equal([tries.pause(true), tries.pause(true), tries.pause(false)], [10_000, 20_000, 500]);
    tries.welcome();
    equal([tries.pause(true), tries.pause(false)], [10_000, 1000]);
  });

  it('come back within the range that the relay named, once', () => {
    const { tries } = createTries();
    tries.goaway([10, 20]);
    equal([tries.pause(false), tries.pause(false)], [20_000, 500]);
    tries.goaway([10, 20]);
    tries.welcome();
    equal(tries.pause(false), 1000);
  });

  it('have failed after two in a row that nobody answered, however short the sockets lived', () => {
    const { tries, lived } = createTries();
    tries.lost(CUT);
    ok(!tries.haveFailed);
    lived(10);
    tries.lost(CUT);
    ok(tries.haveFailed);
    lived(5000);
    tries.lost(CUT);
    ok(!tries.haveFailed);
  });

  it('have not failed where the relay itself has closed them', () => {
    const { tries } = createTries();
    for (let i = 0; i < 5; i += 1) tries.lost(BUSY);
    ok(!tries.haveFailed);
  });

  it('may go on at once after the first loss in a row, not after the second', () => {
    const { tries, lived } = createTries();
    equal([tries.takeFirst(), tries.takeFirst()], [true, false]);
    equal(tries.pause(false), 1000, 'it counts');
    lived(5000);
    tries.lost(BUSY);
    ok(tries.takeFirst());
  });

  it('are refused when a second token in a row is, and no more once the page is asked anew or one was welcome', () => {
    const { tries } = createTries();
    tries.lost(REFUSED);
    ok(!tries.areRefused);
    tries.lost(REFUSED);
    ok(tries.areRefused);
    tries.forgive();
    ok(!tries.areRefused);
    tries.lost(REFUSED);
    tries.welcome();
    tries.lost(REFUSED);
    ok(!tries.areRefused);
  });

  it('start over somewhere else: what lived there is no success here', () => {
    const { tries, lived } = createTries();
    for (let i = 0; i < 3; i += 1) tries.lost(CUT);
    tries.pause(false);
    lived(60_000);
    tries.startOver();
    ok(!tries.haveFailed);
    equal([tries.pause(false), tries.pause(false)], [500, 1000]);
    tries.lost(CUT);
    equal(tries.pause(false), 2000);
  });
});
