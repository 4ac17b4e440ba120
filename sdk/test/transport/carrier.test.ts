import type { OutboxEntry } from '../../src/entry.js';
import { DEFAULT_LIMITS, type ClientFrame, type RelayFrame } from '../../src/protocol/index.js';
import { RelayCarrier } from '../../src/transport/carrier.js';
import type { HttpRequest, HttpResult } from '../../src/transport/http.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { equal, settled } from '../outbox/assert.js';
import { entry } from '../store/fixtures.js';

const create = (limits = DEFAULT_LIMITS) => {
  const clock = createFakeClock();
  const frames: ClientFrame[] = [];
  const posts: { path: string; body: unknown }[] = [];
  let answers: ((body: Record<string, unknown>) => HttpResult<unknown>)[] = [];
  const state = { isOpen: true };
  const carrier = new RelayCarrier({
    clock,
    limits: () => limits,
    socketOf: () => (state.isOpen ? { send: (frame) => frames.push(frame) > 0 } : null),
    epochOf: () => 'e1',
    post: {
      async request<T>(method: string, path: string, { body }: HttpRequest = {}) {
        posts.push({ path: `${method} ${path}`, body });
        const answer = answers.shift() ?? ((sent) => done(sent));
        return answer(body as Record<string, unknown>) as HttpResult<T>;
      },
    },
  });
  const done = (body: Record<string, unknown>): HttpResult<unknown> => ({
    ok: true,
    status: 201,
    body: {
      conversation_id: body['conversation_id'],
      message_id: `m-${String(body['client_id'])}`,
      seq: 1,
      rev: 1,
      duplicate: false,
    },
  });
  const carry = async (...entries: OutboxEntry[]) => {
    const settlements = carrier.carry(entries);
    await settled();
    return { settlements };
  };
  return {
    clock,
    frames,
    posts,
    state,
    carrier,
    carry,
    answer: (...next: typeof answers) => (answers = next),
    hear: (...heard: RelayFrame[]) => heard.forEach((frame) => carrier.heard('c1', frame)),
  };
};
const ack = (client_id: string, seq = 1): RelayFrame => ({
  type: 'ack',
  client_id,
  message_id: `m-${client_id}`,
  seq,
  rev: seq,
  duplicate: false,
});
const kinds = (settlements: readonly { client_id: string; kind: string }[]) =>
  settlements.map(({ client_id, kind }) => `${client_id} ${kind}`);
const failed = (code: 'network' | 'invalid' | 'rate_limited', isTransient: boolean): HttpResult<unknown> => ({
  ok: false,
  code,
  detail: code,
  isTransient,
  retryAfter: isTransient ? 2 : null,
});

describe('A run of sends', () => {
  it('goes by the socket of its conversation: one alone, several as a batch, each acknowledged', async () => {
    const made = create();
    const one = await made.carry(entry('a'));
    equal(made.frames, [{ type: 'message:new', text: 'a', client_id: 'a' }]);
    made.hear(ack('a', 7));
    equal(await one.settlements, [
      {
        client_id: 'a',
        kind: 'acked',
        conversation_id: 'c1',
        message_id: 'm-a',
        seq: 7,
        rev: 7,
        duplicate: false,
        epoch: 'e1',
      },
    ]);
    const two = await made.carry(
      entry('b'),
      entry('c', { act: { kind: 'send', content: { text: 'c', type: 'note' } } }),
    );
    equal(made.frames[1], {
      type: 'message:batch',
      messages: [
        { text: 'b', client_id: 'b' },
        { text: 'c', client_id: 'c', message_type: 'note' },
      ],
    });
    made.hear(ack('b'), ack('stranger'), ack('c'));
    equal(kinds(await two.settlements), ['b acked', 'c acked']);
  });

  it('is one at a time: nothing is tried while another is unanswered', async () => {
    const made = create();
    const first = await made.carry(entry('a'));
    equal(await made.carrier.carry([entry('b')]), []);
    made.hear(ack('a'));
    equal(kinds(await first.settlements), ['a acked']);
  });

  it('of which a socket was lost is sent again: nobody knows what arrived', async () => {
    const made = create();
    const run = await made.carry(entry('a'), entry('b'));
    made.hear(ack('a'));
    made.carrier.down(false);
    equal(kinds(await run.settlements), ['a acked', 'b retry']);
  });

  it('that nobody answers in twenty seconds is sent again', async () => {
    const made = create();
    const run = await made.carry(entry('a'));
    made.clock.advance(20_000);
    equal(kinds(await run.settlements), ['a retry']);
    equal(made.clock.timers, 0);
  });

  it('of which members are refused: those are, the others were not tried', async () => {
    const made = create();
    const run = await made.carry(entry('a'), entry('b'), entry('c'));
    made.hear({
      type: 'nack',
      batch: true,
      code: 'invalid',
      detail: '',
      retryable: false,
      errors: [{ client_id: 'b', code: 'text_too_long' }],
    });
    equal(kinds(await run.settlements), ['b refused']);
  });

  it('that came too fast waits as long as it is told, all of it', async () => {
    const made = create();
    const run = await made.carry(entry('a'), entry('b'));
    made.hear({ type: 'nack', batch: true, code: 'rate_limited', detail: '', retryable: true, retry_after: 3 });
    const settlements = await run.settlements;
    equal(kinds(settlements), ['a retry', 'b retry']);
    equal(settlements[0]?.kind === 'retry' && settlements[0].retry_after, 3);
  });

  it('takes no more than a batch, the burst and a frame take', async () => {
    const many = Array.from({ length: 30 }, (_, i) => entry(`e${i}`));
    const sizes = async (limits: Partial<typeof DEFAULT_LIMITS>) => {
      const made = create({ ...DEFAULT_LIMITS, ...limits });
      await made.carry(...many);
      const [frame] = made.frames;
      return frame?.type === 'message:batch' ? frame.messages.length : frame ? 1 : 0;
    };
    equal(
      [
        await sizes({}),
        await sizes({ send_burst: 7 }),
        await sizes({ frame_bytes: 150 }),
        await sizes({ frame_bytes: 60 }),
      ],
      [20, 7, 3, 1],
    );
  });

  it('goes by POST, one by one and in order, where there is no socket, and stops at the first that is not taken', async () => {
    const made = create();
    made.state.isOpen = false;
    made.answer(
      (body) => ({ ok: true, status: 200, body: { ...body, message_id: 'm', seq: 1, rev: 1, duplicate: true } }),
      () => failed('network', true),
    );
    const { settlements } = await made.carry(entry('a'), entry('b'), entry('c'));
    equal(kinds(await settlements), ['a acked', 'b retry']);
    equal(made.posts.length, 2);
  });

  it('goes on behind one that is refused: it will never be taken', async () => {
    const made = create();
    made.state.isOpen = false;
    made.answer(() => failed('invalid', false));
    const { settlements } = await made.carry(entry('a'), entry('b'));
    equal(kinds(await settlements), ['a refused', 'b acked']);
  });

  it('that opens a conversation goes by POST even with a socket, alone: its answer says where the others go', async () => {
    const made = create();
    made.answer((body) => ({
      ok: true,
      status: 201,
      body: { ...body, conversation_id: 'another', message_id: 'm', seq: 1, rev: 1, duplicate: false },
    }));
    const open = { subject: 'deal:42', title: 'A deal' };
    const { settlements } = await made.carry(entry('a', { open }), entry('b', { open }));
    const [first, ...rest] = await settlements;
    equal([first?.kind === 'acked' && first.conversation_id, rest], ['another', []]);
    equal(made.posts, [
      {
        path: 'POST /api/user-response/',
        body: { text: 'a', subject: 'deal:42', title: 'A deal', create: true, conversation_id: 'c1', client_id: 'a' },
      },
    ]);
  });

  it('whose head entry closed a socket twice goes by POST, by itself', async () => {
    const made = create();
    for (let i = 0; i < 2; i += 1) {
      const run = await made.carry(entry('bad'), entry('good'));
      made.carrier.down(true);
      await run.settlements;
    }
    const third = await made.carry(entry('bad'), entry('good'));
    equal([kinds(await third.settlements), made.posts.length], [['bad acked'], 1]);
    const fourth = await made.carry(entry('good'));
    equal(made.frames.length, 3);
    made.hear(ack('good'));
    equal(kinds(await fourth.settlements), ['good acked']);
  });

  it('that does not fit a frame goes by POST', async () => {
    const made = create({ ...DEFAULT_LIMITS, frame_bytes: 10 });
    const { settlements } = await made.carry(entry('a'), entry('b'));
    equal([kinds(await settlements), made.frames], [['a acked'], []]);
  });
});

describe('An edit, a deletion, a reaction', () => {
  const edit = entry('e', { act: { kind: 'edit', message_id: 'm1', text: 'better' } });
  const remove = entry('d', { act: { kind: 'delete', message_id: 'm1' } });
  const react = entry('r', { act: { kind: 'react', message_id: 'm1', emoji: '👍', on: false } });

  it('goes by itself over the socket', async () => {
    const made = create();
    await made.carry(edit, entry('a'));
    equal(made.frames, [{ type: 'message:edit', client_id: 'e', id: 'm1', text: 'better' }]);
    made.carrier.down(false);
    await settled();
    await made.carry(remove);
    made.carrier.down(false);
    await settled();
    await made.carry(react);
    equal(made.frames.slice(1), [
      { type: 'message:delete', client_id: 'd', id: 'm1' },
      { type: 'message:react', client_id: 'r', id: 'm1', emoji: '👍', on: false },
    ]);
  });

  it('goes by its own route over HTTP', async () => {
    const made = create();
    made.state.isOpen = false;
    const row = () => ({ ok: true as const, status: 200, body: { id: 'm1', seq: 1, rev: 5 } });
    made.answer(row, row, row);
    const { settlements } = await made.carry(edit, remove, react);
    equal(kinds(await settlements), ['e acked', 'd acked', 'r acked']);
    equal(
      made.posts.map(({ path }) => path),
      ['PATCH /api/messages/m1/', 'DELETE /api/messages/m1/', 'DELETE /api/messages/m1/reactions/%F0%9F%91%8D/'],
    );
  });
});
