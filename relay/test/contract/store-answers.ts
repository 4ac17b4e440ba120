import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Code, Rich, RichField, User } from '@crm-chat/sdk/protocol';
import type { NewMessage } from '../../src/store/store.js';
import type { Bench } from './store.js';
import { admin, agent, ann, ben, bot, parse, staff, type Room } from './store-builders.js';

type Values = Record<string, string>;

const BUTTONS: Extract<Rich, { kind: 'buttons' }> = {
  kind: 'buttons',
  buttons: [
    { id: 'y', label: 'Yes, please', value: 'yes' },
    { id: 'n', label: 'No', value: 'no' },
  ],
};

const field = (name: string, fields: Partial<RichField> = {}): RichField => ({
  name,
  label: `The ${name}`,
  type: 'text',
  required: false,
  ...fields,
});

const answering = (room: Room, to: string, values: Values, fields: Partial<NewMessage> = {}): NewMessage =>
  room.message('whatever the client says', { rich: { kind: 'answer', to, values }, ...fields });

export function answersContract(bench: Bench): void {
  const asked = async (rich: Rich, fields: Partial<NewMessage> = {}) => {
    const room = bench.room();
    await room.create();
    const question = await room.say(agent, 'Well?', { rich, ...fields });
    const answer = (values: Values, actor: User = ann, more: Partial<NewMessage> = {}) =>
      room.sending(actor, [answering(room, question.id, values, more)]);
    return { room, question, answer };
  };

  test('a button is answered by its id with its value, and reads as its label and as a reply', async () => {
    for (const rich of [BUTTONS, { kind: 'card', title: 'T', buttons: BUTTONS.buttons } as const]) {
      const { room, question, answer } = await asked(rich);
      for (const values of [
        {},
        { maybe: 'yes' },
        { y: 'no' },
        { y: '' },
        { y: 'yes', n: 'no' },
        { yes: 'yes' },
        { constructor: 'x' },
      ] as Values[]) {
        await room.refused(answer(values), 'invalid');
      }
      const { settled } = await room.done(answer({ y: 'yes' }));
      const message = parse(settled[0]!.row);
      assert.deepEqual(
        [message.text, message.reply_to, message.rich],
        ['Yes, please', question.id, { kind: 'answer', to: question.id, values: { y: 'yes' } }],
      );
    }
  });

  test('a form is answered field by field: required ones are there, and each fits its type', async () => {
    const fields = [
      field('name', { required: true }),
      field('budget', { type: 'number' }),
      field('day', { type: 'date' }),
      field('size', { type: 'choice', choices: ['S', 'L'] }),
    ];
    const { room, answer } = await asked({ kind: 'form', fields });
    const refused: Values[] = [
      {},
      { name: '  ' },
      { budget: '3' },
      { name: 'A', age: '3' },
      { name: 'A', budget: 'much' },
      { name: 'A', budget: '1e9' },
      { name: 'A', budget: '0x10' },
      { name: 'A', budget: '1,5' },
      { name: 'A', budget: 'Infinity' },
      { name: 'A', day: '2026-02-30' },
      { name: 'A', day: '19.11.2026' },
      { name: 'A', day: '2026-11-19T00:00' },
      { name: 'A', size: 'M' },
      { name: 'A', size: 's' },
      { name: 'A', toString: 'x' },
    ];
    for (const values of refused) {
      const outcome = await room.store.write(answer(values));
      assert.equal(outcome.ok ? 'done' : outcome.code, 'invalid', JSON.stringify(values));
      assert.ok(!outcome.ok && !outcome.detail.includes('age'), 'a name of the sender’s is not repeated');
    }
    const missing = await room.store.write(answer({ budget: '3' }));
    assert.equal(missing.ok ? '' : missing.detail, 'The name: a value is required.');
    const values = { name: 'Ann', budget: '-12.50', day: '2028-02-29', size: '' };
    const { settled } = await room.done(answer(values));
    assert.equal(parse(settled[0]!.row).text, 'The name: Ann\nThe budget: -12.50\nThe day: 2028-02-29');
  });

  test('a form of nothing required may be answered with nothing', async () => {
    const { room, answer } = await asked({ kind: 'form', fields: [field('why')] });
    assert.equal(parse((await room.done(answer({}))).settled[0]!.row).text, '–');
  });

  test('each person answers once, whoever repeats it gets the first answer again, and a deleted one may be given anew', async () => {
    const { room, answer } = await asked(BUTTONS);
    const first = answer({ y: 'yes' }, ann, { client_id: 'k1' });
    const given = (await room.done(first)).settled[0]!;
    assert.deepEqual((await room.done(first)).settled, [{ ...given, duplicate: true }]);
    await room.refused(answer({ n: 'no' }), 'already_answered');
    await room.refused(answer({ y: 'yes' }, ann, { client_id: 'k2' }), 'already_answered');
    await room.done({ ...answer({ n: 'no' }, ben), access: staff });
    await room.done(answer({ n: 'no' }, admin));

    const erase = {
      ...room.base(ann),
      kind: 'delete',
      client_id: null,
      hash: 'd',
      message_id: given.message_id,
    } as const;
    await room.done({ ...erase, erase: false });
    const anew = (await room.done(answer({ n: 'no' }))).settled[0]!;
    assert.equal(parse(anew.row).text, 'No');
    await room.refused(answer({ y: 'yes' }), 'already_answered');
    assert.equal((await room.done(first)).settled[0]!.message_id, given.message_id, 'a late repetition is still one');
  });

  test('a batch holds one answer to a question, and all or nothing of it', async () => {
    const { room, question } = await asked(BUTTONS);
    const items = [
      answering(room, question.id, { y: 'yes' }, { client_id: 'k1' }),
      room.message('and', { client_id: 'k2' }),
      answering(room, question.id, { n: 'no' }, { client_id: 'k3' }),
    ];
    const outcome = await room.store.write(room.sending(ann, items));
    assert.ok(!outcome.ok);
    assert.deepEqual(outcome.errors, [{ client_id: 'k3', code: 'already_answered' }]);
    await room.done(room.sending(ann, items.slice(0, 2)));
  });

  test('an answer is to a question of this conversation that its sender sees, did not ask, and that stands', async () => {
    const { room, question, answer } = await asked(BUTTONS);
    const plain = await room.say(agent, 'no question');
    const note = await room.say(agent, 'among us', { type: 'note', rich: BUTTONS });
    const answerTo = (to: string, actor = ann, more: Partial<NewMessage> = {}) =>
      room.sending(actor, [answering(room, to, { y: 'yes' }, more)]);
    for (const to of [plain.id, note.id, 'nowhere']) await room.refused(answerTo(to), 'invalid');
    await room.refused(answerTo(note.id, admin), 'invalid');
    await room.done(answerTo(note.id, admin, { type: 'note' }));
    await room.refused(answer({ y: 'yes' }, agent), 'forbidden');
    await room.done({
      ...room.base(agent),
      kind: 'delete',
      client_id: null,
      hash: 'd',
      message_id: question.id,
      erase: false,
    });
    await room.refused(answer({ y: 'yes' }), 'message_deleted');

    const other = bench.room();
    await other.create();
    await other.refused(other.sending(ann, [answering(other, question.id, { y: 'yes' })]), 'invalid');
  });

  test('what the bot asks may be answered by somebody who has its id', async () => {
    const room = bench.room();
    await room.create();
    const question = await room.say(bot, 'Well?', { rich: BUTTONS });
    const namesake: User = { ...ann, id: bot.id };
    const write = { ...room.sending(namesake, [answering(room, question.id, { y: 'yes' })]), access: staff };
    await room.done(write);
  });

  test('the text of an answer is not edited: it is what the values say', async () => {
    const { room, answer } = await asked(BUTTONS);
    const { message_id } = (await room.done(answer({ y: 'yes' }))).settled[0]!;
    const edit = { kind: 'edit', client_id: null, hash: 'e', message_id, text: 'No' } as const;
    await room.refused({ ...room.base(ann), ...edit }, 'forbidden');
    await room.refused({ ...room.base(admin), ...edit }, 'forbidden');
  });

  test('users mention those who are there, staff anybody', async () => {
    const room = bench.room();
    await room.create();
    const mention = (actor: User, ...mentions: string[]) => room.sending(actor, [room.message('hey', { mentions })]);
    const expect = async (code: Code | null, write: ReturnType<typeof mention>) => {
      const outcome = await room.store.write(write);
      assert.equal(outcome.ok ? null : outcome.code, code);
    };
    await expect(null, mention(ann, 'ann'));
    await expect('invalid', mention(ann, 'ann', agent.id));
    await room.done({ ...room.base(admin), kind: 'patch', event_id: room.fresh(), assignee: agent });
    await expect(null, mention(ann, agent.id));
    await expect('invalid', mention(ann, 'ben'));
    await expect(null, mention(agent, 'ben', 'nobody yet'));
    await room.done({ ...room.base(admin), kind: 'add-member', event_id: room.fresh(), user: ben });
    await expect(null, mention(ann, 'ben'));
    await room.done({ ...room.base(admin), kind: 'remove-member', event_id: room.fresh(), user_id: 'ben' });
    await expect('invalid', mention(ann, 'ben'));
  });
}
