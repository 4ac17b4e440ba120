/**
 * `npm run bench [-- --scenario NAME --server NAME --seconds N --profile FOLDER]`: this relay beside bare `ws` and Socket.IO, the
 * same load on each, server and load on a core each. Prints one Markdown table; asserts nothing.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startChild, type Child } from './child.js';
import { busyMs, cores, describeMachine, probeDisk } from './machine.js';
import { SCENARIOS, type LoadResult, type LoadSpec, type Scenario, type ServerName, type Usage } from './scenarios.js';
import { markdownTable, targets, type Run } from './table.js';

const FILES: Readonly<Record<ServerName, string>> = {
  relay: './servers/relay.ts',
  'bare ws': './servers/bare-ws.ts',
  'bare ws, past it': './servers/bare-ws.ts',
  'Socket.IO': './servers/socket-io.ts',
};

/** Sockets that are weighed together. */
const CROWD = 2000;

const options = {
  scenario: { type: 'string', multiple: true },
  server: { type: 'string', multiple: true },
  seconds: { type: 'string', default: '10' },
  'warm-up': { type: 'string', default: '4' },
  /** A folder for CPU profiles of the servers, one a thread. */
  profile: { type: 'string' },
} as const;

const { values } = parseArgs({ options });
const pinned = cores();
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

/** What a socket that is open and silent keeps, from many of them. */
const weigh = async (host: Child, people: Child): Promise<number> => {
  const empty = await host.ask<Usage>('settledUsage');
  await people.ask('crowd', CROWD);
  const full = await host.ask<Usage>('settledUsage');
  await people.ask('disperse');
  await host.ask('settledUsage');
  return (full.rss - empty.rss) / CROWD;
};

const measure = async (scenario: Scenario, server: ServerName): Promise<Run> => {
  const folder = values.profile && path.join(values.profile, `${scenario.name}-${server}`.replace(/[^\w-]+/g, '-'));
  const nodeArgs = folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
  const host = startChild(FILES[server], { core: pinned?.server, nodeArgs });
  const people = startChild('./load/main.ts', { core: pinned?.load });
  try {
    const secret = randomBytes(48).toString('base64');
    const port = await host.ask<number>('start', { secret, pastWs: server === 'bare ws, past it' });
    const spec: LoadSpec = { server, scenario, port, secret };
    await people.ask('prepare', spec);
    const bytesASocket = scenario.way === 'socket' ? await weigh(host, people) : null;
    await people.ask('connect');
    await people.ask('warmUp', Number(values['warm-up']));
    const busyBefore = pinned && busyMs(pinned.server);
    const before = await host.ask<Usage>('usage');
    const load = await people.ask<LoadResult>('measure', Number(values.seconds));
    const after = await host.ask<Usage>('usage');
    const busyAfter = pinned && busyMs(pinned.server);
    const elapsedMs = (after.at - before.at) / 1000;
    const known = busyBefore !== null && busyAfter !== null;
    const others = known ? (busyAfter - busyBefore - (after.cpu - before.cpu) / 1000) / elapsedMs : null;
    return { scenario, server, load, usage: [before, after], bytesASocket, disturbed: others };
  } finally {
    await people.close();
    await host.close();
  }
};

const chosen = <T extends { readonly name: string } | string>(
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] => {
  const nameOf = (item: T): string => (typeof item === 'string' ? item : item.name);
  const unknown = names?.find((name) => !all.some((item) => nameOf(item) === name));
  if (unknown !== undefined) throw new Error(`There is no "${unknown}": it is ${all.map(nameOf).join(' | ')}.`);
  return names ? all.filter((item) => names.includes(nameOf(item))) : all;
};

const machine = describeMachine();
const disk = probeDisk();
const runs: Run[] = [];
for (const scenario of chosen(SCENARIOS, values.scenario)) {
  for (const server of chosen(
    scenario.servers,
    values.server?.filter((name) => name in FILES),
  )) {
    progress(`${scenario.name}: ${server} ...`);
    runs.push(await measure(scenario, server));
  }
}
print(
  `${machine}; disk, 4 KiB and fdatasync: p50 ${disk.p50.toFixed(2)} ms, p99 ${disk.p99.toFixed(2)} ms${pinned ? '; server and load on a core each' : '; server and load not held to cores'}\n`,
);
print(markdownTable(runs));
print(`\n${targets(runs).join('\n')}`);
