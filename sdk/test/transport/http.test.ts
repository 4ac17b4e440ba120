import { backoff, BACKOFF_CAP_MS } from '../../src/backoff.js';
import { Http } from '../../src/transport/http.js';
import { Tokens } from '../../src/transport/token.js';
import { equal, ok, settled, until } from '../outbox/assert.js';
import { createScene, problem } from './scripted.js';

const create = (given = ['t1', 't2', 't3']) => {
  const scene = createScene();
  const tokens = new Tokens({ getToken: async () => given.shift() ?? '' }, scene.environment, () => undefined);
  const http = new Http('https://relay.example', tokens, scene.environment);
  const request = async () => {
    await settled();
    const last = scene.requests.all.at(-1);
    ok(last, 'a request');
    return last;
  };
  return { ...scene, http, request };
};

describe('HTTP', () => {
  it('carries the token in a header, never a cookie', async () => {
    const { http, request } = create();
    const answer = http.request('POST', '/api/x/', { body: { a: 1 }, idempotencyKey: 'k' });
    const sent = await request();
    equal(
      [sent.url, sent.method, sent.headers, sent.body],
      [
        'https://relay.example/api/x/',
        'POST',
        { Authorization: 'Bearer t1', 'Content-Type': 'application/json', 'Idempotency-Key': 'k' },
        { a: 1 },
      ],
    );
    sent.answer(Response.json({ b: 2 }, { status: 201 }));
    equal(await answer, { ok: true, status: 201, body: { b: 2 } });
  });

  it('takes an empty answer for nothing', async () => {
    const { http, request } = create();
    const answer = http.request('POST', '/api/x/');
    (await request()).answer(new Response(null, { status: 204 }));
    equal(await answer, { ok: true, status: 204, body: null });
  });

  it('asks for another token when one is refused, once', async () => {
    const { http, request, requests } = create();
    const answer = http.request('GET', '/api/x/');
    (await request()).answer(problem(401, 'token_expired'));
    await until(() => requests.all.length === 2);
    const second = await request();
    equal(second.headers['Authorization'], 'Bearer t2');
    second.answer(problem(401, 'token_invalid'));
    const result = await answer;
    equal(!result.ok && result.code, 'signed_out');
  });

  it('passes on what the relay says is wrong, and how long to wait', async () => {
    const { http, request } = create();
    const answer = http.request('GET', '/api/x/');
    (await request()).answer(problem(429, 'rate_limited', { retry_after: 3 }));
    equal(await answer, { ok: false, code: 'rate_limited', detail: 'rate_limited!', isTransient: true, retryAfter: 3 });
    const refused = http.request('GET', '/api/x/');
    (await request()).answer(problem(422, 'invalid', {}, { 'Retry-After': '9' }));
    equal(await refused, { ok: false, code: 'invalid', detail: 'invalid!', isTransient: false, retryAfter: 9 });
  });

  it('does not take a proxy’s word for the relay’s', async () => {
    const { http, request } = create();
    for (const response of [
      new Response('<h1>Forbidden</h1>', { status: 403, headers: { 'Content-Type': 'text/html' } }),
      new Response('{"error":"gone"}', { status: 410 }),
      new Response('<h1>Sign in to this hotel</h1>', { status: 200 }),
    ]) {
      const answer = http.request('GET', '/api/x/');
      (await request()).answer(response);
      const result = await answer;
      equal([result.ok, !result.ok && result.code, !result.ok && result.isTransient], [false, 'network', true]);
    }
  });

  it('gives up after its time, and when it is told to', async () => {
    const made = create();
    const late = made.http.request('GET', '/api/x/');
    await made.request();
    made.clock.advance(20_000);
    const result = await late;
    equal(!result.ok && result.code, 'network');
    const controller = new AbortController();
    const aborted = made.http.request('GET', '/api/x/', { signal: controller.signal });
    await made.request();
    controller.abort();
    equal((await aborted).ok, false);
    const ended = made.http.request('GET', '/api/x/');
    await made.request();
    made.http.close();
    equal([(await ended).ok, made.clock.timers], [false, 0]);
  });
});

describe('Backoff', () => {
  it('is full jitter under a bound that doubles up to thirty seconds', () => {
    equal(
      [0, 1, 2, 3, 20].map((attempt) => backoff(attempt, 1)),
      [500, 1000, 2000, 4000, BACKOFF_CAP_MS],
    );
    equal(backoff(9, 0), 0);
  });
});
