import { systemClock } from '../../src/clock.js';
import type { You } from '../../src/protocol/index.js';
import type { Person } from '../../src/session/device.js';
import { Who } from '../../src/session/who.js';
import { equal, settled } from '../outbox/assert.js';

const you: You = { user: { id: 'ann', name: 'Ann', role: 'user', avatar: null }, tenant: 'default' };

describe('Who is here', () => {
  it('is known only when they have been shown in: what is typed before must not open a conversation beside theirs', async () => {
    const person = { outbox: { loaded: Promise.resolve() }, close: () => undefined } as unknown as Person;
    let showIn: () => void = () => undefined;
    let isKnown = false;
    const who = new Who({
      endpoint: 'https://relay.example.com',
      source: 'a token',
      clock: systemClock,
      cache: Promise.resolve(null),
      openPerson: async () => person,
      onPerson: () => new Promise((resolve) => (showIn = resolve)),
      onYou: () => undefined,
      onWrongGuess: async () => undefined,
    });
    who.welcome(you);
    await settled();
    equal(who.person, person);
    void who.whenKnown().then(() => (isKnown = true));
    await settled();
    equal(isKnown, false);
    showIn();
    await settled();
    equal(isKnown, true);
    equal(await who.whenKnown(), person);
    who.close();
  });
});
