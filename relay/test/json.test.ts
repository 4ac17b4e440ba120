import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RelayError } from '../src/errors.js';
import { parseJson } from '../src/json.js';

test('it says what JSON.parse says, where nothing is deep or unsafe', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      if (/__proto__|constructor/.test(text)) return;
      assert.deepEqual(parseJson(text, 32), JSON.parse(text));
    }),
  );
});

test('brackets within strings do not nest', () => {
  for (const text of ['"[[[["', '{"a":"{{{{\\"[[[["}', '["\\\\","[[["]'])
    assert.deepEqual(parseJson(text, 2), JSON.parse(text));
});

test('the depth is exact, and a million brackets cost no stack', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  parseJson(nested(32), 32);
  assert.throws(() => parseJson(nested(33), 32), { code: 'malformed' });
  assert.throws(() => parseJson('['.repeat(1_000_000), 32), { code: 'malformed' });
  assert.throws(() => parseJson(']'.repeat(1000), 32), { code: 'malformed' });
});

test('an error repeats nothing of what was sent', () => {
  for (const text of ['canary', '{"canary":', '{"canary":{"__proto__":"canary"}}']) {
    assert.throws(
      () => parseJson(text, 32),
      (error) => error instanceof RelayError && !error.message.includes('canary'),
    );
  }
});

test('a name that reaches a prototype is refused, however it is written and wherever it is', () => {
  const spelled = (name: string) =>
    fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }).map((escapes) =>
      Array.from(name, (letter, at) => {
        const escaped = `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
        return escapes[at] === true ? escaped : letter;
      }).join(''),
    );
  const around = fc.constantFrom('{"NAME":1}', '{"a":{"NAME":{}}}', '[[{"b":"c","NAME":null}]]');
  fc.assert(
    fc.property(fc.constantFrom('__proto__', 'constructor').chain(spelled), around, (name, text) => {
      assert.throws(
        () =>
          parseJson(
            text.replace('NAME', () => name),
            32,
          ),
        { code: 'invalid' },
      );
    }),
  );
  // As a value, it is a word like any other.
  assert.deepEqual(parseJson('["__proto__",{"a":"constructor"}]', 32), ['__proto__', { a: 'constructor' }]);
});
