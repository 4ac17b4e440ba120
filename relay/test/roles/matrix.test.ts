import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CELLS,
  CHAT_ROLES,
  HTTP_ROLES,
  INBOX_ROLES,
  outcomeOf,
  TOLD_ROLES,
  type Row,
} from '../../src/service/roles.js';
import { CHAT_PROBES } from './chat-probes.js';
import { TOLD_PROBES } from './told-probes.js';
import { HTTP_PROBES, type Probe } from './http-probes.js';
import { INBOX_PROBES } from './inbox-probes.js';
import { createScene, createWorld, type World } from './world.js';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());

/** Every cell of every row, tried on the running relay: what comes of it is what the table says. */
function tryRows(door: string, rows: Readonly<Record<string, Row>>, probes: Readonly<Record<string, Probe>>): void {
  for (const [key, row] of Object.entries(rows)) {
    test(`${door}: ${key}`, async () => {
      const tried = await Promise.all(
        CELLS.map(async (cell) => {
          const name = `${cell.role}, ${cell.tie}`;
          const probe = probes[key];
          assert.ok(probe, 'the row has no probe');
          return [name, await probe(await createScene(world, cell))];
        }),
      );
      assert.deepEqual(
        Object.fromEntries(tried),
        Object.fromEntries(CELLS.map((cell) => [`${cell.role}, ${cell.tie}`, outcomeOf(row, cell)])),
      );
    });
  }
}

tryRows('HTTP', HTTP_ROLES, HTTP_PROBES);
tryRows('socket', CHAT_ROLES, CHAT_PROBES);
tryRows('told', TOLD_ROLES, TOLD_PROBES);
tryRows('inbox', INBOX_ROLES, INBOX_PROBES);
