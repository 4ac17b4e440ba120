import { Fallback } from '../../src/transport/fallback.js';
import { Http } from '../../src/transport/http.js';
import { pollingParts } from '../../src/transport/serve-polls.js';
import { Tokens } from '../../src/transport/token.js';
import { equal, ok, settled, until } from '../outbox/assert.js';
import { createViewer, events, message } from '../store/fixtures.js';
import { createScene, problem, tokenOf } from './scripted.js';

const createFallback = () => {
  const scene = createScene();
  const { environment: env, requests } = scene;
  const tokens = new Tokens({ token: tokenOf({ sub: 'me', exp: 2e9 }) }, env, () => undefined);
  const heard: unknown[] = [];
  const fallback = new Fallback(
    { http: new Http('https://relay.example', tokens, env), feed: createViewer().apply, env },
    { onWorks: () => heard.push('works'), onFailed: (code) => heard.push(code) },
  );
  const asked = () => requests.all.map(({ url }) => new URL(url).pathname.split('/')[3]);
  return { fallback, requests, heard, asked };
};

describe('Long-poll beside the socket', () => {
  // The first import takes its time.
  before(() => pollingParts());

  it('asks at once, says that it carries, and goes on until it ends', async () => {
    const { fallback, requests, heard, asked } = createFallback();
    await fallback.start('c1');
    await until(() => asked().length === 1);
    ok(!fallback.isWorking, 'nothing has answered');
    requests.all[0]?.answer(Response.json(events([message(1)])));
    await until(() => asked().length === 2);
    equal([heard, fallback.isWorking], [['works'], true]);
    fallback.end();
    await settled();
    equal([requests.all[1]?.signal?.aborted, fallback.isWorking, asked().length], [true, false, 2]);
  });

  it('runs once, however often the socket fails', async () => {
    const { fallback, asked } = createFallback();
    await Promise.all([fallback.start('c1'), fallback.start('c1')]);
    await fallback.start('c1');
    await until(() => asked().length > 0);
    await settled();
    equal(asked(), ['c1']);
    fallback.end();
  });

  it('asks for nothing where it has become needless while it was loaded', async () => {
    const { fallback, asked } = createFallback();
    const starting = fallback.start('c1');
    fallback.end();
    await starting;
    await settled();
    equal(asked(), []);
  });

  it('asks for the conversation that is open by then', async () => {
    const { fallback, asked } = createFallback();
    const starting = fallback.start('c1');
    fallback.end();
    await Promise.all([starting, fallback.start('c2')]);
    await until(() => asked().length > 0);
    await settled();
    equal(asked(), ['c2']);
    fallback.end();
  });

  it('that fails has ended, says why, and may be started again', async () => {
    const { fallback, requests, heard, asked } = createFallback();
    await fallback.start('c1');
    await until(() => asked().length === 1);
    requests.all[0]?.answer(Response.json(events([message(1)])));
    await until(() => asked().length === 2);
    requests.all[1]?.answer(problem(404, 'not_found'));
    await until(() => heard.length === 2);
    equal([heard, fallback.isWorking], [['works', 'not_found'], false]);
    await fallback.start('c1');
    await until(() => asked().length === 3);
    fallback.end();
  });
});
