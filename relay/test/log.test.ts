import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, scrub } from '../src/log.js';
import { RelayError } from '../src/errors.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ';

function lines() {
  const written: string[] = [];
  const log = createLog('trace', { write: (line) => void written.push(line) });
  return { log, written };
}

test('a token is scrubbed from whatever text holds it', () => {
  assert.equal(scrub('/ws/chat/7/?token=abc.def&x=1'), '/ws/chat/7/?token=[hidden]&x=1');
  assert.equal(scrub(`Authorization: Bearer ${TOKEN}`), 'Authorization: Bearer [hidden]');
  assert.equal(scrub(`bad ${TOKEN}!`), 'bad [hidden]!');
  assert.equal(scrub('nothing to hide'), 'nothing to hide');
});

test('neither fields, nor errors, nor messages carry what people wrote or what lets somebody in', () => {
  const { log, written } = lines();
  const canary = 'CANARY-7f3a';
  log.info({ token: canary, text: canary, title: canary, name: canary, secret: canary }, 'flat');
  log.info({ message: { text: canary, title: canary }, user: { name: canary } }, 'nested');
  log.info({ frame: { message: { text: canary } } }, 'deeper');
  log.info({ req: { headers: { authorization: canary, cookie: canary } } }, 'a request');
  log.warn(`upgrade of /ws/chat/x/?token=${canary}`);
  log.warn({ url: `/x?token=${canary}` }, 'a URL');
  const error = Object.assign(new Error(`failed at /ws/?token=${canary}`, { cause: new Error(`Bearer ${canary}`) }), {
    request: { text: canary },
    body: canary,
  });
  log.error({ err: error }, 'an error');
  log.error({ err: new RelayError('internal', undefined, { cause: error }) }, 'an error with causes');
  assert.ok(written.length >= 8);
  for (const line of written) assert.ok(!line.includes(canary), line);
});

test('an error keeps what finds the mistake: its type, code, stack and cause', () => {
  const { log, written } = lines();
  const cause = Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
  log.error({ err: new RelayError('storage_unavailable', 'no', { cause }) }, 'refused');
  const entry = JSON.parse(written[0] ?? '') as {
    level: string;
    err: { type: string; stack: string; cause: { code: string } };
  };
  assert.equal(entry.level, 'error');
  assert.equal(entry.err.type, 'RelayError');
  assert.equal(entry.err.cause.code, 'SQLITE_FULL');
  assert.match(entry.err.stack, /log\.test\.ts/);
});
