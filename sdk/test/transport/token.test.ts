import { ChatError } from '../../src/errors.js';
import { readToken, Tokens, type TokenOptions } from '../../src/transport/token.js';
import { equal, ok, rejection, settled } from '../outbox/assert.js';
import { createScene, tokenOf } from './scripted.js';

const create = (options: TokenOptions) => {
  const scene = createScene();
  const told: string[] = [];
  const tokens = new Tokens(options, scene.environment, (token) => told.push(token));
  const seconds = (more: number) => Math.floor(scene.clock.now() / 1000) + more;
  return { ...scene, tokens, told, seconds };
};
const code = async (work: Promise<unknown>) => {
  const error = await rejection(work);
  return error instanceof ChatError ? error.code : error.message;
};

describe('What a token says', () => {
  it('is read without being checked: who, in which tenant, until when', () => {
    const claims = readToken(tokenOf({ sub: 'ana', name: 'Añà 👋', role: 'agent', tenant: 't1', exp: 100 }));
    equal(claims, {
      you: { user: { id: 'ana', name: 'Añà 👋', role: 'agent', avatar: null }, tenant: 't1' },
      expiresAt: 100_000,
    });
  });

  it('may be said in a Django SimpleJWT’s words, and defaults stand for the rest', () => {
    equal(readToken(tokenOf({ user_id: 7 }))?.you, {
      user: { id: '7', name: '7', role: 'user', avatar: null },
      tenant: 'default',
    });
    equal(readToken(tokenOf({ sub: 'x', role: 'bot' }))?.you.user.role, 'user');
  });

  it('is nothing where there is nobody in it', () => {
    for (const token of ['', 'x', 'a.b.c', tokenOf({ name: 'nobody' })]) equal(readToken(token), null);
  });
});

describe('Tokens', () => {
  it('are asked for once, however many wait', async () => {
    let asked = 0;
    const { tokens } = create({ getToken: async () => `t${++asked}` });
    equal(await Promise.all([tokens.get(), tokens.get(), tokens.get()]), ['t1', 't1', 't1']);
    equal([await tokens.get(), asked], ['t1', 1]);
  });

  it('that failed to come are asked for again', async () => {
    let asked = 0;
    const { tokens } = create({
      getToken: async () => {
        if (++asked === 1) throw new TypeError('Failed to fetch');
        return 'second';
      },
    });
    equal([await code(tokens.get()), await tokens.get()], ['network', 'second']);
  });

  it('are never given out again once refused', async () => {
    const given = ['a', 'b', 'b'];
    const { tokens, told } = create({ getToken: async () => given.shift() ?? '' });
    tokens.refuse(await tokens.get());
    equal(await tokens.get(), 'b');
    tokens.refuse('b');
    equal([await code(tokens.get()), told], ['signed_out', ['a', 'b']]);
  });

  it('that are fixed end with their refusal', async () => {
    const { tokens } = create({ token: 'fixed' });
    tokens.refuse(await tokens.get());
    equal(await code(tokens.get()), 'signed_out');
  });

  it('come from token-url as JSON or bare, with the page’s cookies', async () => {
    for (const body of ['{"token":"t"}', '"t"', ' t\n']) {
      const { tokens, requests } = create({ tokenUrl: '/chat-token' });
      const token = tokens.get();
      equal(requests.all[0]?.url, '/chat-token');
      requests.all[0]?.answer(new Response(body));
      equal(await token, 't');
    }
  });

  it('of a token-url that says 401 mean that nobody is signed in; any other trouble passes', async () => {
    const { tokens, requests } = create({ tokenUrl: '/chat-token' });
    const answers = [
      [() => new Response(null, { status: 401 }), 'signed_out'],
      [() => new Response('oops', { status: 500 }), 'network'],
      [() => new Response('{"tok', { status: 200 }), 'network'],
    ] as const;
    for (const [response, expected] of answers) {
      const token = code(tokens.get());
      requests.all.at(-1)?.answer(response());
      equal(await token, expected);
    }
    const silent = code(tokens.get());
    requests.all.at(-1)?.fail();
    equal(await silent, 'network');
  });

  it('that fail by a mistake of the page say which', async () => {
    const failures: string[] = [];
    const of = (options: TokenOptions) => {
      const scene = createScene();
      const failed = (error: unknown) => failures.push(String((error as Error).cause));
      return { ...scene, tokens: new Tokens(options, scene.environment, () => undefined, failed) };
    };
    const url = of({ tokenUrl: '/chat-tokn' });
    for (const response of [new Response('', { status: 404 }), new Response('{"access":"t"}'), new Response('{"tok')]) {
      const token = code(url.tokens.get());
      url.requests.all.at(-1)?.answer(response);
      await token;
    }
    for (const getToken of [
      () => Promise.reject(new ReferenceError('fetchToken is not defined')),
      () => Promise.resolve({ token: 't' } as unknown as string),
    ])
      await code(of({ getToken }).tokens.get());
    const expected = [
      /\/chat-tokn answered 404$/,
      /^no token in what was given$/,
      /SyntaxError/,
      /ReferenceError: fetchToken is not defined$/,
      /^no token in what was given$/,
    ];
    equal(failures.length, expected.length);
    for (const [i, one] of expected.entries()) ok(one.test(failures[i] ?? ''), failures[i]);
  });

  it('are renewed a minute before they end, by the clock of whoever knows it best', async () => {
    let asked = 0;
    const made = create({ getToken: async () => tokenOf({ sub: 'me', exp: made.seconds(3600), jti: ++asked }) });
    await made.tokens.get();
    made.clock.advance(3_539_000);
    await settled();
    equal(asked, 1);
    made.clock.advance(1000);
    await settled();
    equal(asked, 2);
    // The relay's clock says ten minutes.
    made.tokens.expiresIn(600_000);
    made.clock.advance(539_000);
    await settled();
    equal(asked, 2);
    made.clock.advance(1000);
    await settled();
    equal(asked, 3);
  });

  it('that cannot be renewed yet are tried again, with pauses; a token of seconds does not make a storm', async () => {
    let asked = 0;
    const made = create({
      getToken: async () => {
        if (++asked > 1) throw new TypeError('Failed to fetch');
        return tokenOf({ sub: 'me', exp: made.seconds(4) });
      },
    });
    await made.tokens.get();
    for (let i = 0; i < 20; i += 1) {
      made.clock.advance(1000);
      await settled();
    }
    ok(asked > 2 && asked < 12, `asked ${asked} times in twenty seconds`);
  });

  it('are let go of on closing', async () => {
    const made = create({ getToken: async () => tokenOf({ sub: 'me', exp: made.seconds(3600) }) });
    await made.tokens.get();
    made.tokens.close();
    equal(made.clock.timers, 0);
  });
});
