import type { LoadResult, Percentiles, Scenario, ServerName, Usage } from './scenarios.js';

export interface Run {
  readonly scenario: Scenario;
  readonly server: ServerName;
  readonly load: LoadResult;
  /** Before and after the measured time. */
  readonly usage: readonly [Usage, Usage];
  /** RSS that an open socket keeps; null where nobody holds one. */
  readonly bytesASocket: number | null;
  /** Share of the server's core that went to others; null where unknown. */
  readonly disturbed: number | null;
}

const HEAD = [
  'Scenario',
  'Server',
  'Deliveries/s',
  'Sends/s',
  'Server CPU, us a delivery',
  'Delivery p50, ms',
  'Delivery p99, ms',
  'Ack p50, ms',
  'Ack p99, ms',
  'KiB a socket',
  'Server core',
  'Load core',
];

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const both = (times: Percentiles | null): readonly [string, string] =>
  times === null ? ['', ''] : [times.p50.toFixed(2), times.p99.toFixed(2)];

/** Microseconds of the server's CPU for each delivery, idle work included. */
export const cpuADelivery = ({ load, usage: [before, after] }: Run): number =>
  (after.cpu - before.cpu) / load.deliveries;

const row = (run: Run): readonly string[] => {
  const { scenario, server, load, usage, bytesASocket, disturbed } = run;
  const busy = (usage[1].cpu - usage[0].cpu) / (usage[1].at - usage[0].at);
  return [
    scenario.name,
    server,
    whole(load.deliveries / load.seconds),
    whole(load.sends / load.seconds),
    cpuADelivery(run).toFixed(1),
    ...both(load.delivery),
    ...both(load.ack),
    bytesASocket === null ? '' : (bytesASocket / 1024).toFixed(0),
    percent(busy) + (disturbed !== null && disturbed > 0.05 ? ` (others ${percent(disturbed)})` : ''),
    percent(load.loadCpu),
  ];
};

export const markdownTable = (runs: readonly Run[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = HEAD.map((_, i) => (i < 2 ? '---' : '---:'));
  return [HEAD, rule, ...runs.map(row)].map(line).join('\n');
};

const find = (runs: readonly Run[], scenario: string, server: ServerName): Run | undefined =>
  runs.find((run) => run.scenario.name === scenario && run.server === server);

/** What the figures are held against, in words. Nothing here fails. */
export const targets = (runs: readonly Run[]): readonly string[] => {
  const lines = runs
    .filter(({ load }) => load.failures > 0)
    .map(({ scenario, server, load }) => `- **${scenario.name}, ${server}: ${load.failures} sends or sockets failed**`);
  const say = (what: string, value: number, unit: string, reached: boolean): void =>
    void lines.push(`- ${what}: **${value.toFixed(2)}${unit}** (${reached ? 'reached' : 'not reached'})`);
  const [fan, fanBare] = [find(runs, 'fan-out', 'relay'), find(runs, 'fan-out', 'bare ws')];
  if (fan && fanBare) {
    const share = cpuADelivery(fan) / cpuADelivery(fanBare);
    say('fan-out, server CPU a delivery as a share of bare ws, at most 0.50', share, '', share <= 0.5);
  }
  const sendsOf = (run: Run | undefined): number => (run ? run.load.sends / run.load.seconds : Number.NaN);
  const rooms = sendsOf(find(runs, 'rooms', 'relay'));
  const shareOfBare = rooms / sendsOf(find(runs, 'rooms', 'bare ws'));
  if (!Number.isNaN(shareOfBare)) {
    say('rooms, sends a second as a share of bare ws, at least 0.75', shareOfBare, '', shareOfBare >= 0.75);
  }
  const shareOfIo = rooms / sendsOf(find(runs, 'rooms', 'Socket.IO'));
  if (!Number.isNaN(shareOfIo)) say('rooms, sends a second over Socket.IO, above 1', shareOfIo, '', shareOfIo > 1);
  for (const [name, most] of [
    ['paced', 15],
    ['paced, long-poll', 200],
  ] as const) {
    const p99 = find(runs, name, 'relay')?.load.delivery?.p99;
    if (p99 !== undefined) say(`${name}, delivery p99, under ${most} ms`, p99, ' ms', p99 < most);
  }
  return lines;
};
