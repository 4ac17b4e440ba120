import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Commit } from './store/store.js';

/** What the relay counts, for `/metrics`. One registry a relay, so that two in one process do not mix. */
export interface Metrics {
  request(request: { method: string; route: string; status: number; seconds: number }): void;
  commit(commit: Commit): void;
  /** Read when Prometheus asks. */
  watch(read: () => Readings): void;
  text(): Promise<{ type: string; text: string }>;
}

export interface Readings {
  readonly rooms: number;
  readonly sockets: number;
  readonly polls: number;
  readonly inboxes: number;
  /** Live frames that have gone to sockets since the start, each counted for each socket. */
  readonly deliveries: number;
}

/** Seconds; docs/performance.md aims at 15 ms for a delivery. */
const BUCKETS = [0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 25];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'crm_chat_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'crm_chat_http_request_seconds',
    help: 'Time to the answer. Long polls wait on purpose: see the route.',
    labelNames: ['route'],
    buckets: BUCKETS,
    registers,
  });
  const commits = new Counter({ name: 'crm_chat_commits_total', help: 'Commits that reached the disk.', registers });
  const changes = new Counter({
    name: 'crm_chat_changes_total',
    help: 'Durable changes, by what they were: a message created or changed, or the conversation alone.',
    labelNames: ['kind'],
    registers,
  });
  const batch = new Histogram({
    name: 'crm_chat_commit_changes',
    help: 'Changes that one commit held: above 1 under load (group commit).',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers,
  });
  let read: () => Readings = () => ({ rooms: 0, sockets: 0, polls: 0, inboxes: 0, deliveries: 0 });
  gauges(registry, () => read());

  return {
    request({ method, route, status, seconds }) {
      requests.inc({ method: METHODS.has(method) ? method : 'other', route, status });
      durations.observe({ route }, seconds);
    },
    commit(commit) {
      commits.inc();
      if (commit.changes.length > 0) batch.observe(commit.changes.length);
      const kinds = { conversation: 0, message_created: 0, message_changed: 0 };
      for (const { row, created } of commit.changes) {
        kinds[row === null ? 'conversation' : created ? 'message_created' : 'message_changed'] += 1;
      }
      // Once a commit: labels are hashed each time.
      for (const [kind, count] of Object.entries(kinds)) if (count > 0) changes.inc({ kind }, count);
    },
    watch(reader) {
      read = reader;
    },
    text: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/** A label per invented method would let strangers grow the registry. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function gauges(registry: Registry, read: () => Readings): void {
  const gauge = (name: string, help: string, value: (readings: Readings) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(read()));
      },
    });
  gauge('crm_chat_sockets', 'Sockets open in conversations.', ({ sockets }) => sockets);
  gauge('crm_chat_polls', 'Long polls waiting.', ({ polls }) => polls);
  gauge('crm_chat_inboxes', 'Open inbox sockets.', ({ inboxes }) => inboxes);
  gauge('crm_chat_rooms', 'Conversations that somebody has open.', ({ rooms }) => rooms);
  let counted = 0;
  new Counter({
    name: 'crm_chat_deliveries_total',
    help: 'Live frames that have gone to sockets, each counted for each socket.',
    registers: [registry],
    collect() {
      const { deliveries } = read();
      this.inc(deliveries - counted);
      counted = deliveries;
    },
  });
}
