import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Who may import whom: docs/architecture.md as data. A layer is a folder of a workspace's `src`, or a file right in it.
 * `may` lists what a layer may import besides itself and what is shared; `*` is everything but the entries of `not`.
 * Shared is `shared` and each file right in `src` that the table does not name (errors, clock, config, ...). A folder that
 * is not listed may import what is shared alone, so that a new one has to be thought about.
 */
const workspaces = {
  sdk: {
    shared: ['protocol'],
    layers: {
      protocol: { may: [], alone: true },
      'options.ts': { may: ['outbox/outbox-store.ts', 'transport/transport.ts'] },
      outbox: { may: [] },
      transport: { may: [] },
      store: { may: [] },
      render: { may: [] },
      files: { may: [] },
      tabs: { may: [] },
      inbox: { may: [] },
      // Title, sound and notification: one for all tabs.
      alerts: { may: ['tabs', 'chat.ts'] },
      // The view reads the stores; `apply` is their only writer.
      view: { may: ['files', 'render', 'store', 'alerts', 'inbox', 'chat.ts', 'options.ts'], not: ['store/apply.ts'] },
      // The parts of the composition root.
      session: { may: '*', not: ['view', 'frameworks', 'index.ts', 'define.ts', 'loader.ts'] },
      // The composition root of one chat. Headless users hold it, so it never reaches for the element.
      'chat.ts': { may: '*', not: ['view', 'frameworks', 'index.ts', 'define.ts', 'loader.ts'] },
      'index.ts': { may: '*', not: ['frameworks', 'define.ts', 'loader.ts'] },
      'define.ts': { may: ['view', 'index.ts'] },
      // The element as React, Vue and Svelte know it: its outside alone.
      frameworks: { may: ['define.ts'] },
      'loader.ts': { may: [] },
    },
  },
  relay: {
    shared: [],
    layers: {
      'main.ts': { may: '*' },
      // The commands: each composes what it needs.
      cli: { may: '*', not: ['main.ts'] },
      'relay.ts': { may: '*', not: ['main.ts', 'cli'] },
      // Counts what is committed; handed to who reports, and shown by the HTTP door.
      'metrics.ts': { may: ['store/store.ts'] },
      http: { may: ['service', 'auth', 'delivery', 'metrics.ts'] },
      socket: { may: ['service', 'auth', 'delivery'] },
      auth: { may: [] },
      // Interfaces only: never an implementation of a store or a bus, never a door.
      service: {
        may: [
          'store/store.ts',
          'bus/bus.ts',
          'bots/bot.ts',
          'delivery/delivery.ts',
          'auth/principal.ts',
          'files/files.ts',
          'files/blobs.ts',
        ],
      },
      store: { may: [] },
      bus: { may: ['store/store.ts'] },
      delivery: { may: ['bus/bus.ts', 'store/store.ts'] },
      bots: { may: ['store/store.ts'] },
      files: { may: ['store/store.ts'] },
      jobs: { may: ['service', 'store/store.ts', 'files/files.ts'] },
      // An API and a page of its own on the rules of the service; what it keeps goes through the store's collections.
      admin: { may: ['service', 'auth', 'http', 'files', 'store/store.ts', 'jobs/jobs.ts'] },
    },
  },
};

const exceptions = (src, { may, not = [] }, shared, entries) => {
  if (may !== '*') return [...shared, ...may];
  return entries.filter((entry) => !not.includes(entry) && existsSync(path.join(src, entry)));
};

/** The zones of `import-x/no-restricted-paths` for the tree at `root`. */
export const zones = (root) =>
  Object.entries(workspaces).flatMap(([workspace, { shared, layers }]) => {
    const src = path.join(root, workspace, 'src');
    if (!existsSync(src)) return [];
    const entries = readdirSync(src);
    const all = [...shared, ...entries.filter((e) => e.endsWith('.ts') && !(e in layers))];
    return entries.flatMap((entry) => {
      const layer = layers[entry] ?? { may: [] };
      const allowed = layer.alone ? [] : exceptions(src, layer, all, entries);
      const message = `${workspace}/src/${entry} may import only: ${[entry, ...allowed].join(', ')}.`;
      const target = path.join(src, entry);
      const zone = {
        target,
        from: src,
        except: [...new Set([entry, ...allowed])].map((e) => path.join(src, e)),
        message,
      };
      if (layer.may === '*' || !layer.not) return [zone];
      return [
        zone,
        { target, from: layer.not.map((e) => path.join(src, e)), message: `${entry} may not import this.` },
      ];
    });
  });

/** What may be imported by name: for `no-restricted-imports`, by the folder it holds for. */
export const namedImports = [
  {
    files: ['sdk/src/**/*.ts'],
    patterns: [
      { regex: '^@crm-chat/', message: 'The SDK stands alone.' },
      { regex: '^\\..*/relay/', message: 'The SDK stands alone.' },
      { regex: '^node:', message: 'The SDK runs in browsers.' },
    ],
  },
  {
    files: ['sdk/src/protocol/**/*.ts'],
    patterns: [{ regex: '^[^.]', message: 'The contract imports nothing.' }],
  },
  {
    files: ['sdk/src/*/**/*.ts'],
    ignores: ['sdk/src/view/**', 'sdk/src/protocol/**'],
    patterns: [{ regex: '^(lit|@lit)(/|$)', message: 'A chat without the element must not pull lit.' }],
  },
  {
    files: ['relay/src/**/*.ts'],
    patterns: [
      { regex: '^@crm-chat/sdk(?!/protocol$)', message: 'The relay shares the protocol with the SDK, nothing else.' },
      { regex: '^\\..*/sdk/', message: 'Import @crm-chat/sdk/protocol by its name.' },
    ],
  },
  {
    files: ['relay/admin/**/*.ts'],
    patterns: [
      { regex: '^@crm-chat/sdk(?!/protocol$)', message: 'The admin page knows the wire, not the element.' },
      { regex: '^\\.\\./', message: 'The admin page reaches the relay by its API alone.' },
      { regex: '^node:', message: 'A page runs in browsers.' },
    ],
  },
  {
    files: ['relay/src/service/**/*.ts'],
    patterns: [
      { regex: '^(hono|@hono/.*|ws|better-sqlite3|ioredis)(/|$)', message: 'The service knows interfaces only.' },
    ],
  },
];
