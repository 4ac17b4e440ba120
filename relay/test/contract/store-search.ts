import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FindQuery, ListItem, ListQuery } from '../../src/store/store.js';
import type { Bench } from './store.js';
import { agent, ann, at, ben, only, staff, type Room } from './store-builders.js';

type As = Pick<ListQuery, 'access' | 'audience' | 'viewer_id'>;

const asStaff: As = { access: staff, audience: 'staff', viewer_id: 'agnes' };
const asAnn: As = { access: only(ann), audience: 'user', viewer_id: 'ann' };
const asBen: As = { access: only(ben), audience: 'user', viewer_id: 'ben' };

const asking = (room: Room, q: string, fields: Partial<ListQuery> = {}): ListQuery => ({
  tenant: room.tenant,
  ...asStaff,
  subject: null,
  status: null,
  archived: null,
  assignee: null,
  unread: false,
  q,
  cursor: null,
  limit: 50,
  ...fields,
});

async function listed(room: Room, q: string, fields: Partial<ListQuery> = {}): Promise<readonly ListItem[]> {
  return (await room.store.list(asking(room, q, fields))).items;
}

const ids = async (...args: Parameters<typeof listed>): Promise<string[]> =>
  (await listed(...args)).map(({ conversation }) => conversation.id);

const asked = (room: Room, q: string, fields: Partial<FindQuery> = {}): FindQuery => {
  const { access, audience } = asStaff;
  const base = { tenant: room.tenant, conversation_id: room.id, access, audience };
  return { ...base, q, before: null, limit: 50, ...fields };
};

async function seqs(room: Room, q: string, fields: Partial<FindQuery> = {}): Promise<number[]> {
  const found = await room.store.find(asked(room, q, fields));
  return (found?.hits ?? []).map(({ row }) => row.seq);
}

/** A text with its marks in brackets: what a person would see. */
const drawn = ({ text, marks }: { text: string; marks: [number, number][] }): string =>
  marks.reduceRight((all, [from, to]) => `${all.slice(0, from)}[${all.slice(from, to)}]${all.slice(to)}`, text);

async function snippets(room: Room, q: string): Promise<string[]> {
  const found = await room.store.find(asked(room, q));
  return (found?.hits ?? []).map(({ snippet }) => drawn(snippet));
}

export function searchContract(bench: Bench): void {
  const opened = async (id = 'c1', fields: Parameters<Room['create']>[1] = {}) => {
    const room = bench.room(id);
    await room.create(ann, fields);
    return room;
  };
  /** Another conversation of the same tenant, opened by Ann. */
  const also = async (room: Room, id: string, fields: { title?: string; subject?: string } = {}) => {
    room.minute += 1;
    const open = { title: '', subject: null, metadata: {}, bot: 'auto', ...fields } as const;
    await room.done({ ...room.base(ann, { access: staff }), conversation_id: id, kind: 'create', open });
    return async (text: string, actor = ann) => {
      room.minute += 1;
      await room.done({ ...room.sending(actor, [room.message(text)]), conversation_id: id });
    };
  };
  const act = (room: Room, message_id: string) => ({ ...room.base(agent), client_id: null, hash: 'h', message_id });

  test('a text is found by its words, in any order, and by the beginning of the last one', async () => {
    const room = await opened();
    await room.say(ann, 'The invoice for the ferry is late');
    await room.say(agent, 'Nothing to see');
    for (const q of ['invoice', 'late ferry', 'ferry inv', '  the   FERRY ', 'in', 'late.']) {
      assert.deepEqual(await seqs(room, q), [2], q);
    }
    for (const q of ['inv ferry', 'voice', 'invoices', 'ferry boat', 'i', 'nothing ferry']) {
      assert.deepEqual(await seqs(room, q), [], q);
    }
    assert.deepEqual(await ids(room, 'ferry inv'), ['c1']);
  });

  test('quotes keep words together, and so does what stands without a space', async () => {
    const room = await opened();
    await room.say(ann, 'See deal:42 and the red car');
    await room.say(ann, 'A car that is red: deal 43, and 42 others');
    assert.deepEqual(await seqs(room, 'red car'), [3, 2]);
    assert.deepEqual(await seqs(room, '"red car"'), [2]);
    assert.deepEqual(await seqs(room, '"red car'), [2], 'a quote that is not closed');
    assert.deepEqual(await seqs(room, 'deal:42'), [2]);
    assert.deepEqual(await seqs(room, 'deal:4'), [], 'one letter or digit begins too much');
    assert.deepEqual(await seqs(room, '"deal:4"'), [], 'quoted words are whole');
  });

  test('case, accents and width do not matter, in any script', async () => {
    const room = await opened();
    const texts = [
      'Grüße aus Malmö',
      'ΣΊΣΥΦΟΣ',
      'Ёлка и йод',
      'Łódź straße',
      'ＦＵＬＬ width',
      'ﬁne Ⅻ',
      'İstanbul',
      'ßøæ',
    ];
    for (const text of texts) await room.say(ann, text);
    const found = async (q: string) => (await seqs(room, q)).map((seq) => texts[seq - 2]);
    assert.deepEqual(await found('gruesse'), [], 'ü is u, not ue');
    assert.deepEqual(await found('GRUSSE'), ['Grüße aus Malmö']);
    assert.deepEqual(await found('σισυφος'), ['ΣΊΣΥΦΟΣ']);
    assert.deepEqual(await found('елка'), ['Ёлка и йод']);
    assert.deepEqual(await found('lodz STRASSE'), ['Łódź straße']);
    assert.deepEqual(await found('full'), ['ＦＵＬＬ width']);
    assert.deepEqual(await found('fine xii'), ['ﬁne Ⅻ']);
    assert.deepEqual(await found('istanbul'), ['İstanbul']);
    assert.deepEqual(await found('ssoae'), ['ßøæ']);
    assert.deepEqual(await found('Mal\u006d\u006f\u0308'), ['Grüße aus Malmö'], 'composed or not');
  });

  test('what is written without spaces is found in its middle', async () => {
    const room = await opened();
    await room.say(ann, '見積書は東京の事務所に送ってください');
    await room.say(ann, 'ｶﾞｿﾘﾝとガソリン');
    await room.say(ann, 'ใบแจ้งหนี้ของคุณมาช้า');
    await room.say(ann, '계약서를 보내 주세요');
    await room.say(ann, 'done 🎉 thanks');
    assert.deepEqual(await seqs(room, '東京'), [2]);
    assert.deepEqual(await seqs(room, '京東'), []);
    assert.deepEqual(await seqs(room, '事務所 見積'), [2]);
    assert.deepEqual(await seqs(room, 'ガソ'), [3]);
    assert.deepEqual(await seqs(room, 'カソ'), [], 'voicing is no accent');
    assert.deepEqual(await seqs(room, 'แจ้งหนี้'), [4]);
    assert.deepEqual(await seqs(room, '계약'), [5]);
    assert.deepEqual(await seqs(room, '🎉'), [6]);
    assert.deepEqual(await snippets(room, '東京'), ['見積書は[東京]の事務所に送ってください']);
  });

  test('what means something to a database means nothing here', async () => {
    const room = await opened();
    await room.say(ann, 'NEAR AND NOT OR text note scope rowid');
    await room.say(ann, 'plain');
    const hostile = [
      ...[
        '"',
        '""',
        '"""',
        '*',
        '^',
        '-',
        '+',
        ':',
        '()',
        '(',
        '{text} : x',
        'text:',
        'a*b*',
        '\\',
        "'",
        "';--",
        '%',
        '_',
      ],
      ...['NEAR(a b)', 'a AND', 'NOT', 'AND', 'OR OR', 'scope : c1', '{', '}', '\u0000', 'a\u0000b', '\ud800', '🎉'],
      ...['x'.repeat(200), '" '.repeat(100), '東'.repeat(200), '(('.repeat(100), 'a '.repeat(100), '\u0301'],
    ];
    for (const q of hostile) {
      await seqs(room, q);
      await ids(room, q);
    }
    assert.deepEqual(await seqs(room, 'NOT plain'), []);
    assert.deepEqual(await seqs(room, 'near OR'), [2]);
    assert.deepEqual(await seqs(room, 'plain OR near'), []);
    assert.deepEqual(await seqs(room, 'text : note'), [2]);
    for (const q of ['!!!', '"', '()', '*', ':']) {
      assert.deepEqual(await seqs(room, q), [], `${q} has no word in it`);
      assert.deepEqual(await ids(room, q), []);
    }
    assert.deepEqual(await ids(room, '  '), ['c1'], 'nothing typed is no search');
  });

  test('an edit replaces what is found, and what is deleted is found no more', async () => {
    const room = await opened();
    const { id } = await room.say(ann, 'The invoce is late');
    const gone = await room.say(ann, 'My card is 4111');
    assert.deepEqual([await seqs(room, 'invoce'), await seqs(room, '4111')], [[2], [3]]);
    await room.done({ ...act(room, id), actor: ann, access: only(ann), kind: 'edit', text: 'The invoice is late' });
    await room.done({ ...act(room, gone.id), actor: ann, access: only(ann), kind: 'delete', erase: false });
    assert.deepEqual([await seqs(room, 'invoce'), await seqs(room, 'invoice')], [[], [2]]);
    assert.deepEqual([await seqs(room, '4111'), await ids(room, '4111')], [[], []]);
    await room
      .done({ ...act(room, id), actor: ben, access: only(ben), kind: 'react', emoji: '👍', on: true })
      .catch(() => 0);
    assert.deepEqual(await seqs(room, 'invoice'), [2]);
    // Before anybody has looked for them, too.
    const quick = await room.say(ann, 'quickly');
    await room.done({ ...act(room, quick.id), actor: ann, access: only(ann), kind: 'delete', erase: false });
    assert.deepEqual(await seqs(room, 'quickly'), []);
  });

  test('retention and dropping take what is found with them, and what comes after is found', async () => {
    const room = await opened();
    for (const n of [1, 2, 3]) await room.say(ann, `old${n} words`);
    assert.equal((await seqs(room, 'words')).length, 3);
    await room.done({ ...room.base(agent), kind: 'retain', before: '9', limit: 2 });
    assert.deepEqual(await seqs(room, 'words'), [4]);
    await room.done({ ...room.base(agent), kind: 'retain', before: '9', limit: 9 });
    assert.deepEqual(await ids(room, 'words'), []);
    await room.say(ann, 'new words');
    assert.deepEqual(await seqs(room, 'words'), [5]);
    const say = await also(room, 'c2', { title: 'About words' });
    await say('more words');
    assert.deepEqual((await ids(room, 'words')).toSorted(), ['c1', 'c2']);
    await room.done({ ...room.base(agent), conversation_id: 'c2', kind: 'drop' });
    assert.deepEqual(await ids(room, 'words'), ['c1']);
    await room.say(ann, 'last words');
    assert.deepEqual(await seqs(room, 'words'), [6, 5]);
  });

  test('a reply of the bot is found when it has ended, an event never', async () => {
    const room = await opened();
    const text = await room.say(ann, 'How long?');
    const bot = { id: 'bot', name: 'Bot', role: 'bot', avatar: null } as const;
    const lease = { message_id: room.fresh(), lease: 'l', lease_until: at(99), actor: bot };
    await room.done({ ...room.base(bot), ...lease, kind: 'reply-start', answers: text.id });
    await room.done({ ...room.base(bot), ...lease, kind: 'reply-draft', text: 'Three weeks' });
    assert.deepEqual(await seqs(room, 'weeks'), []);
    await room.done({ ...room.base(bot), ...lease, kind: 'reply-end', text: 'Three weeks, or four', status: 'sent' });
    assert.deepEqual(await seqs(room, 'weeks four'), [3]);
    await room.done({ ...room.base(agent), kind: 'add-member', event_id: 'e', user: ben });
    assert.deepEqual(await seqs(room, 'added'), []);
  });

  test('a user finds no note, in no form', async () => {
    const room = await opened();
    const note = await room.note(agent, 'discount secret');
    await room.say(agent, 'discount offered');
    assert.deepEqual(await seqs(room, 'discount'), [3, 2]);
    const { access, audience } = asAnn;
    assert.deepEqual(await seqs(room, 'discount', { access, audience }), [3]);
    assert.deepEqual(await seqs(room, 'secret', { access, audience }), []);
    assert.deepEqual(await ids(room, 'secret', asAnn), []);
    const [item] = await listed(room, 'discount', asAnn);
    assert.deepEqual([item?.found?.hits, item?.found?.message?.seq], [1, 3]);
    await room.done({ ...act(room, note.id), kind: 'edit', text: 'hush secret' });
    assert.deepEqual([await seqs(room, 'hush'), await seqs(room, 'hush', { access, audience })], [[2], []]);
  });

  test("nobody finds another tenant's or a stranger's conversation", async () => {
    const [room, other] = [await opened('c1', { title: 'Treasure' }), await opened('c1', { title: 'Treasure too' })];
    await room.say(ann, 'the treasure map');
    await other.say(ann, 'the treasure map');
    assert.deepEqual(await ids(room, 'treasure'), ['c1']);
    assert.deepEqual((await listed(room, 'treasure'))[0]?.conversation.title, 'Treasure');
    assert.deepEqual(await ids(room, 'treasure', asBen), []);
    assert.deepEqual(await room.store.find(asked(room, 'map', { access: only(ben), audience: 'user' })), null);
    await room.done({ ...room.base(agent), kind: 'add-member', event_id: 'e1', user: ben });
    assert.deepEqual(await ids(room, 'treasure', asBen), ['c1']);
    assert.deepEqual(await ids(other, 'treasure', asBen), []);
    await room.done({ ...room.base(agent), kind: 'remove-member', event_id: 'e2', user_id: 'ben' });
    assert.deepEqual([await ids(room, 'treasure', asBen), await ids(room, 'map', asBen)], [[], []]);
  });

  test("who has a record's subject finds its conversation, and who has hundreds finds theirs", async () => {
    const room = await opened('c1', { subject: 'deal:1' });
    await room.say(ann, 'needle');
    const holder = { access: only(ben, 'deal:*'), audience: 'user', viewer_id: 'ben' } as const;
    assert.deepEqual(await ids(room, 'needle', { ...holder, access: only(ben, 'deal:2') }), []);
    assert.deepEqual(await ids(room, 'needle', holder), ['c1']);
    const open = { title: 'needle', subject: null, metadata: {}, bot: 'auto' } as const;
    await Promise.all(
      Array.from({ length: 210 }, (_, n) =>
        room.done({
          ...room.base(ben, { access: staff }),
          conversation_id: `b${n}`,
          kind: 'create',
          open: { ...open, subject: `deal:b${n}`, title: n === 7 ? 'haystack' : '' },
        }),
      ),
    );
    const say = await also(room, 'c2');
    await say('needle of another');
    assert.deepEqual(await ids(room, 'needle', holder), ['c1']);
    assert.deepEqual(await ids(room, 'haystack', holder), ['b7']);
    assert.deepEqual(await ids(room, 'haystack', asAnn), []);
  });

  test('titles and subjects come first, then what says it best; each tells why it is there', async () => {
    const room = await opened('c1', { title: 'Contract renewal', subject: 'deal:77' });
    const [second, third] = [await also(room, 'c2'), await also(room, 'c3', { title: 'Nothing of it' })];
    await second('a contract, the contract and the contract');
    await third('it is about many other things that have nothing to do with it, and one contract');
    assert.deepEqual(await ids(room, 'contract'), ['c1', 'c2', 'c3']);
    const [title, message] = await listed(room, 'contract');
    assert.deepEqual(title?.found, { title: [[0, 8]], subject: [], message: null, hits: 0 });
    assert.deepEqual([message?.found?.title, message?.found?.hits, message?.found?.message?.seq], [[], 1, 2]);
    assert.equal(drawn(message!.found!.message!.snippet), 'a [contract], the [contract] and the [contract]');
    assert.equal(message?.found?.message?.sender.id, 'ann');
    const [bySubject] = await listed(room, 'deal:77');
    assert.deepEqual([bySubject?.conversation.id, bySubject?.found?.subject], ['c1', [[0, 7]]]);
    await room.done({ ...room.base(agent), kind: 'patch', event_id: 'e', title: 'Lease', subject: null });
    assert.deepEqual(
      [await ids(room, 'renewal'), await ids(room, 'deal:77'), await ids(room, 'lease')],
      [[], [], ['c1']],
    );
  });

  test('the words of one search stand in one message, or in title and subject together', async () => {
    const room = await opened('c1', { title: 'Ferry to Öland', subject: 'deal:5' });
    await room.say(ann, 'alpha');
    await room.say(ann, 'beta');
    assert.deepEqual(await ids(room, 'oland deal:5'), ['c1']);
    assert.deepEqual(await ids(room, 'alpha beta'), []);
  });

  test('a search goes on where it stopped, whatever is said meanwhile, and filters hold', async () => {
    const room = await opened('c1', { title: 'word' });
    for (let n = 2; n <= 7; n += 1) await (await also(room, `c${n}`))(`word ${'other '.repeat(n)}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof room.store.list>> = await room.store.list(
        asking(room, 'word', { cursor, limit: 2 }),
      );
      seen.push(...page.items.map(({ conversation }) => conversation.id));
      cursor = page.next;
      await room.say(ann, 'word word word');
    } while (cursor !== null);
    assert.deepEqual(seen, ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']);
    const close = { kind: 'patch', event_id: 'e1', status: 'closed' } as const;
    await room.done({ ...room.base(agent), conversation_id: 'c2', ...close });
    assert.deepEqual(await ids(room, 'word', { status: 'closed' }), ['c2']);
    assert.deepEqual(await ids(room, 'word', { assignee: 'agnes' }), []);
    for (const wrong of [
      'x',
      Buffer.from('["a",1]').toString('base64url'),
      Buffer.from('[1,2.5]').toString('base64url'),
    ]) {
      await assert.rejects(listed(room, 'word', { cursor: wrong }), { code: 'invalid' });
    }
  });

  test('the hits of a conversation come latest first, page by page', async () => {
    const room = await opened();
    for (let n = 0; n < 7; n += 1) await room.say(ann, n % 2 === 0 ? 'odd' : 'even');
    assert.deepEqual(await seqs(room, 'odd'), [8, 6, 4, 2]);
    const first = await room.store.find(asked(room, 'odd', { limit: 3 }));
    assert.deepEqual([first?.hits.map(({ row }) => row.seq), first?.has_more], [[8, 6, 4], true]);
    const second = await room.store.find(asked(room, 'odd', { limit: 3, before: 4 }));
    assert.deepEqual([second?.hits.map(({ row }) => row.seq), second?.has_more], [[2], false]);
    assert.deepEqual(await seqs(room, 'odd', { before: 1 }), []);
    assert.equal(await room.store.find(asked(room, 'odd', { conversation_id: 'nowhere' })), null);
  });

  test('a snippet is plain text around the first place, and splits neither words nor characters', async () => {
    const room = await opened();
    const html = '<b>bold</b> & <img src=x onerror=alert(1)> needle';
    await room.say(ann, html);
    await room.say(ann, `${'🎉 long before '.repeat(40)}needle${' long after 🎉'.repeat(40)}`);
    await room.say(ann, `${'🎉'.repeat(300)}needle${'🎉'.repeat(300)}`);
    await room.say(ann, `needle${'x'.repeat(5000)} needle`);
    const found = (await room.store.find(asked(room, 'needle')))!.hits.map(({ snippet }) => snippet);
    assert.equal(drawn(found.at(-1)!), html.replace('needle', '[needle]'));
    for (const { text, marks, cut_after } of found.slice(0, 3)) {
      assert.ok(text.isWellFormed());
      assert.ok(text.length <= 160);
      const [from, to] = marks[0]!;
      assert.match(text.slice(from, to), /^needle/);
      assert.equal(cut_after, true);
    }
    assert.deepEqual(
      found.map(({ cut_before }) => cut_before),
      [false, true, true, false],
    );
    assert.match(found[2]!.text, /^(🎉|long|before) /u);
  });

  test('many words, long ones and one without an end are found by how they begin', async () => {
    const room = await opened();
    await room.say(ann, `${'key'.repeat(100)} ${'漢'.repeat(400)}`);
    await room.say(ann, Array.from({ length: 3000 }, (_, n) => `w${n}`).join(' '));
    assert.deepEqual(await seqs(room, 'key'.repeat(60)), [2]);
    assert.deepEqual(await seqs(room, '漢'.repeat(150)), [2]);
    assert.deepEqual(await seqs(room, 'w2999 w1500 w0'), [3]);
  });
}
