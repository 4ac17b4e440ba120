// The import boundaries, tried: a rule that resolves nothing would let everything pass and look just as green.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { ESLint } from 'eslint';
import { boundaries } from '../eslint.config.js';

/** An empty tree with these files, in which one file's imports are linted by the project's own boundary rules. */
const tree = mkdtempSync(path.join(tmpdir(), 'crm-chat-boundaries-'));
const files = [
  ...['chat.ts', 'index.ts', 'errors.ts', 'protocol/index.ts', 'outbox/outbox.ts', 'transport/connection.ts'],
  ...['store/apply.ts', 'store/create-stores.ts', 'render/markdown.ts', 'view/element/crm-chat.ts', 'novel/thing.ts'],
].map((file) => `sdk/src/${file}`);
const relayFiles = [
  ...['main.ts', 'relay.ts', 'config.ts', 'http/routes.ts', 'socket/socket.ts', 'service/send.ts', 'store/store.ts'],
  ...['store/sqlite/sqlite-store.ts', 'bus/bus.ts', 'bus/local-bus.ts', 'bots/bot.ts', 'auth/principal.ts'],
].map((file) => `relay/src/${file}`);

for (const file of [...files, ...relayFiles]) {
  mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(tree, file), '');
}
test.after(() => rmSync(tree, { recursive: true }));

const eslint = new ESLint({ cwd: tree, overrideConfigFile: true, overrideConfig: boundaries(tree) });

async function complaints(file, specifier) {
  const [result] = await eslint.lintText(`import '${specifier}';\n`, { filePath: path.join(tree, file) });
  assert.equal(result.fatalErrorCount, 0, result.messages[0]?.message);
  return result.messages.map(({ ruleId }) => ruleId);
}

const refused = [
  ['sdk/src/protocol/index.ts', '../errors.js'],
  ['sdk/src/protocol/index.ts', 'zod'],
  ['sdk/src/errors.ts', './chat.js'],
  ['sdk/src/outbox/outbox.ts', '../transport/connection.js'],
  ['sdk/src/outbox/outbox.ts', '../store/apply.js'],
  ['sdk/src/outbox/outbox.ts', 'lit'],
  ['sdk/src/transport/connection.ts', '../outbox/outbox.js'],
  ['sdk/src/store/apply.ts', '../transport/connection.js'],
  ['sdk/src/store/apply.ts', '../view/element/crm-chat.js'],
  ['sdk/src/render/markdown.ts', '../store/apply.js'],
  ['sdk/src/view/element/crm-chat.ts', '../../transport/connection.js'],
  ['sdk/src/view/element/crm-chat.ts', '../../store/apply.js'],
  ['sdk/src/chat.ts', './view/element/crm-chat.js'],
  ['sdk/src/chat.ts', 'node:fs'],
  ['sdk/src/chat.ts', '../../relay/src/config.js'],
  ['sdk/src/novel/thing.ts', '../outbox/outbox.js'],
  ['relay/src/service/send.ts', '../store/sqlite/sqlite-store.js'],
  ['relay/src/service/send.ts', '../bus/local-bus.js'],
  ['relay/src/service/send.ts', '../http/routes.js'],
  ['relay/src/service/send.ts', '../socket/socket.js'],
  ['relay/src/service/send.ts', 'better-sqlite3'],
  ['relay/src/http/routes.ts', '../store/store.js'],
  ['relay/src/http/routes.ts', '../socket/socket.js'],
  ['relay/src/http/routes.ts', '../relay.js'],
  ['relay/src/socket/socket.ts', '../store/sqlite/sqlite-store.js'],
  ['relay/src/config.ts', './service/send.js'],
  ['relay/src/bots/bot.ts', '../service/send.js'],
  ['relay/src/main.ts', '@crm-chat/sdk'],
  ['relay/src/main.ts', '@crm-chat/sdk/define'],
  ['relay/src/main.ts', '../../sdk/src/protocol/index.js'],
];

const allowed = [
  ['sdk/src/errors.ts', './protocol/index.js'],
  ['sdk/src/outbox/outbox.ts', '../errors.js'],
  ['sdk/src/outbox/outbox.ts', '../database.js'],
  ['sdk/src/view/element/crm-chat.ts', '../../store/create-stores.js'],
  ['sdk/src/view/element/crm-chat.ts', '../../chat.js'],
  ['sdk/src/view/element/crm-chat.ts', '../../render/markdown.js'],
  ['sdk/src/view/element/crm-chat.ts', 'lit'],
  ['sdk/src/chat.ts', './transport/connection.js'],
  ['sdk/src/index.ts', './view/element/crm-chat.js'],
  ['relay/src/main.ts', './relay.js'],
  ['relay/src/relay.ts', './store/sqlite/sqlite-store.js'],
  ['relay/src/service/send.ts', '../store/store.js'],
  ['relay/src/service/send.ts', '../bots/bot.js'],
  ['relay/src/http/routes.ts', '../service/send.js'],
  ['relay/src/http/routes.ts', '../config.js'],
  ['relay/src/socket/socket.ts', '@crm-chat/sdk/protocol'],
];

for (const [file, specifier] of refused) {
  test(`${file} may not import ${specifier}`, async () => {
    const rules = await complaints(file, specifier);
    assert.ok(rules.length > 0 && rules.every((rule) => /no-restricted-(paths|imports)$/.test(rule)), rules.join());
  });
}

for (const [file, specifier] of allowed) {
  test(`${file} may import ${specifier}`, async () => {
    assert.deepEqual(await complaints(file, specifier), []);
  });
}
