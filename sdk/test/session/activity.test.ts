import { Activity, type ActivityFrame } from '../../src/session/activity.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { equal } from '../outbox/assert.js';

const create = () => {
  const clock = createFakeClock();
  const told: string[] = [];
  const line = { isThere: true };
  const activity = new Activity(clock, (frame: ActivityFrame) => {
    if (line.isThere) told.push(frame.type === 'read' ? `read ${frame.seq}` : `typing ${frame.is_typing}`);
    return line.isThere;
  });
  return { clock, told, line, activity };
};

describe('Typing', () => {
  it('is told at once, then every three seconds while it goes on, and when it stops', () => {
    const { clock, told, activity } = create();
    for (let second = 0; second < 7; second += 1) {
      activity.setTyping(true);
      activity.setTyping(true);
      clock.advance(1000);
    }
    activity.setTyping(false);
    activity.setTyping(false);
    equal(told, ['typing true', 'typing true', 'typing true', 'typing false']);
  });

  it('is over when the message is sent, without a word; the next one begins anew', () => {
    const { told, activity } = create();
    activity.setTyping(true);
    activity.sent();
    activity.setTyping(false);
    activity.setTyping(true);
    equal(told, ['typing true', 'typing true']);
  });
});

describe('A read mark', () => {
  it('only rises, and is told once a second', () => {
    const { clock, told, activity } = create();
    for (const seq of [3, 2, 4, 5, 5]) activity.read(seq);
    equal(told, ['read 3']);
    clock.advance(1000);
    clock.advance(5000);
    equal([told, clock.timers], [['read 3', 'read 5'], 0]);
  });

  it('waits for a line, and is told again on the next one: the last may have swallowed it', () => {
    const { clock, told, line, activity } = create();
    line.isThere = false;
    activity.read(3);
    line.isThere = true;
    activity.flush();
    equal(told, ['read 3']);
    activity.lost();
    clock.advance(1000);
    activity.flush();
    equal(told, ['read 3', 'read 3']);
  });

  it('of another conversation begins anew', () => {
    const { clock, told, activity } = create();
    activity.read(9);
    activity.read(10);
    activity.reset();
    equal(clock.timers, 0);
    clock.advance(1000);
    activity.read(2);
    equal(told, ['read 9', 'read 2']);
  });
});
