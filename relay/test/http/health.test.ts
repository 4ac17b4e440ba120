import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../src/metrics.js';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

test('health needs no token, and readiness says why not', async (t) => {
  let reason: 'draining' | 'storage_unavailable' | null = null;
  const { app } = createRig(t, {
    health: { readiness: async () => reason, metrics: async () => ({ type: 'text/plain', text: '' }) },
  });
  assert.equal((await app.request('/healthz')).status, 200);
  assert.deepEqual(await (await app.request('/readyz')).json(), { status: 'ready' });
  for (reason of ['draining', 'storage_unavailable'] as const) {
    const response = await app.request('/readyz/');
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    await isProblem(response, reason);
  }
  assert.equal((await app.request('/healthz/')).status, 200);
});

test('metrics count requests by route and status, and what was committed', async (t) => {
  const metrics = createMetrics();
  metrics.watch(() => ({ sockets: 3, polls: 2, inboxes: 4, rooms: 1, deliveries: 7 }));
  const { app, person, store } = createRig(t, {
    observe: (request) => metrics.request(request),
    health: { readiness: async () => null, metrics: () => metrics.text() },
  });
  store.onCommit((commit) => metrics.commit(commit));
  const tomas = await person('tomas');
  await tomas.say('hello');
  await app.request('/api/user-response/', { method: 'PROPFIND' });
  const text = await (await app.request('/metrics')).text();
  for (const line of [
    'crm_chat_http_requests_total{method="POST",route="/api/user-response/",status="201"} 1',
    'crm_chat_http_requests_total{method="other",route="none",status="405"} 1',
    'crm_chat_commits_total 1',
    'crm_chat_changes_total{kind="message_created"} 1',
    'crm_chat_sockets 3',
    'crm_chat_polls 2',
    'crm_chat_deliveries_total 7',
  ]) {
    assert.ok(text.includes(`${line}\n`), line);
  }
  assert.match(text, /nodejs_eventloop_lag_seconds/);
});

test('two relays in one process count apart', async () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.request({ method: 'GET', route: '/a', status: 200, seconds: 0.1 });
  assert.match((await one.text()).text, /route="\/a"/);
  assert.doesNotMatch((await two.text()).text, /route="\/a"/);
});
