import { createFormat, localeFor } from '../../src/view/format.js';
import { hueOf, namesOf } from '../../src/view/people.js';
import { stringsFor } from '../../src/view/words/strings.js';
import { equal, ok } from '../outbox/assert.js';
import { bot, dana, person } from './fake-chat.js';

const { strings: en } = stringsFor('en-GB', null, null);

const names = namesOf(en, null);

describe('Names', () => {
  it('are first names in sentences and whole ones in bylines', () => {
    equal([names.short(dana), names.full(dana), names.initials(dana)], ['Dana', 'Dana Okafor', 'DO']);
  });

  it('keep the whole name of a bot, or the one the page gives it', () => {
    equal(names.short({ ...bot, name: 'Harbour Helper' }), 'Harbour Helper');
    equal(namesOf(en, 'Skipper').full(bot), 'Skipper');
    equal(names.full({ ...bot, name: '' }), 'Assistant');
  });

  it('call an erased person someone', () => {
    equal(names.full(person('', '')), 'Someone');
  });

  it('cannot turn or break the sentence they stand in', () => {
    const hostile = person('x', 'Dana\u202e\u2069 \n\t drah', 'agent');
    equal(names.full(hostile), 'Dana drah');
    ok(names.inSentence(person('x', 'a'.repeat(5000))).length <= 40);
  });

  it('are isolated where they run against the sentence', () => {
    equal(names.short(person('h', 'هدى منصور')), '\u2068هدى\u2069');
    equal(namesOf(en, null, true).short(person('h', 'هدى منصور')), 'هدى');
  });

  it('cut between letters as people see them', () => {
    equal(names.initials(person('x', '👩‍👩‍👧 família')), '👩‍👩‍👧F');
  });

  it('have the same hue for the same person, one of twelve', () => {
    equal(hueOf('dana'), hueOf('dana'));
    for (const id of ['', 'a', 'dana', '🙂', 'x'.repeat(128)]) ok(hueOf(id) >= 0 && hueOf(id) < 12);
  });
});

describe('Formats', () => {
  const now = new Date(2026, 10, 23, 10, 14).getTime();
  const format = createFormat('en-GB', en, () => now);

  it('name today and yesterday, and add the year where it is another', () => {
    equal(format.day(now), 'Today');
    equal(format.day(new Date(2026, 10, 22, 0, 1).getTime()), 'Yesterday');
    equal(format.day(new Date(2026, 10, 19, 16, 2).getTime()), 'Thursday 19 November');
    equal(format.day(new Date(2025, 10, 19, 16, 2).getTime()), '19 November 2025');
  });

  it('write times and lists as the reader does', () => {
    equal(format.time(now), '10:14');
    equal(format.list(['Dana', 'Priya', 'Assistant']), 'Dana, Priya and Assistant');
    equal(
      createFormat('en-US', en, () => now)
        .time(now)
        .replace(/\s/, ' '),
      '10:14 AM',
    );
  });

  it("take the reader's region where only a language was named, and survive what is no language", () => {
    equal(localeFor('en', ['de-DE', 'en-US']), 'en-US');
    equal(localeFor('en', ['de-DE']), 'en-GB');
    equal(localeFor('de-AT', ['de-DE']), 'de-AT');
    equal(localeFor('not a tag!', []), 'en-GB');
  });
});
