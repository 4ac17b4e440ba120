import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenRole } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../src/auth/principal.js';
import type { RelayError } from '../../src/errors.js';
import { accessOf, demand, demandSubject, mayEnter, namesSubject, type Action } from '../../src/service/access.js';
import type { ConversationRecord } from '../../src/store/store.js';
import { mayEnter as storeMayEnter } from '../../src/store/kernel/access.js';

const at = '2026-01-01T00:00:00.000Z';

function principal(id: string, role: TokenRole, subjects: readonly string[] = [], tenant = 'default'): Principal {
  return { tenant, user: { id, name: id, role, avatar: null }, subjects, expiresAt: Number.POSITIVE_INFINITY };
}

function conversation(members: readonly string[], subject: string | null): ConversationRecord {
  const participants = members.map((id) => ({
    user: { id, name: id, role: 'user' as const, avatar: null },
    role: 'user' as const,
    joined_at: at,
    last_read_seq: 0,
    last_read_visible_seq: 0,
    last_read_at: null,
    last_read_visible_at: null,
  }));
  return {
    tenant: 'default',
    id: '00000000-0000-4000-8000-000000000001',
    title: '',
    subject,
    status: 'open',
    is_archived: false,
    created_by: participants[0]!.user,
    assignee: null,
    bot: 'auto',
    participants,
    head: 1,
    rev: 1,
    floor: 0,
    metadata: {},
    created_at: at,
    updated_at: at,
  };
}

const deal = conversation(['ann'], 'deal:42');

/** The table as its readers would write it: what each relation may do. */
const EXPECTED: Record<string, { who: Principal; may: Action[]; otherwise: 'forbidden' | 'not_found' }> = {
  admin: {
    who: principal('root', 'admin'),
    may: ['enter', 'send', 'note', 'rich', 'title', 'manage', 'add-member', 'remove-member', 'leave', 'drop'],
    otherwise: 'forbidden',
  },
  agent: {
    who: principal('eve', 'agent'),
    may: ['enter', 'send', 'note', 'rich', 'title', 'manage', 'add-member', 'remove-member', 'leave'],
    otherwise: 'forbidden',
  },
  member: { who: principal('ann', 'user'), may: ['enter', 'send', 'title', 'leave'], otherwise: 'forbidden' },
  invited: { who: principal('ben', 'user', ['deal:*']), may: ['enter', 'send'], otherwise: 'forbidden' },
  stranger: { who: principal('mallory', 'user', ['deal:7']), may: [], otherwise: 'not_found' },
  'another tenant’s admin': { who: principal('root', 'admin', [], 'other'), may: [], otherwise: 'not_found' },
};

const ACTIONS: Action[] = [
  'enter',
  'send',
  'note',
  'rich',
  'title',
  'manage',
  'add-member',
  'remove-member',
  'leave',
  'drop',
];

for (const [relation, { who, may, otherwise }] of Object.entries(EXPECTED)) {
  test(`${relation}: may ${may.join(', ') || 'nothing'}; else ${otherwise}`, () => {
    for (const action of ACTIONS) {
      let code = 'allowed';
      try {
        demand(who, deal, action);
      } catch (error) {
        ({ code } = error as RelayError);
      }
      assert.equal(code, may.includes(action) ? 'allowed' : otherwise, action);
    }
  });
}

test('what is missing is not found, whoever asks', () => {
  assert.throws(() => demand(principal('root', 'admin'), null, 'enter'), { code: 'not_found' });
});

test('a subject is named exactly or by its kind, never by half a word', () => {
  assert.ok(namesSubject(['deal:42'], 'deal:42'));
  assert.ok(namesSubject(['deal:*'], 'deal:42'));
  for (const [named, subject] of [
    ['deal:4', 'deal:42'],
    ['deal:*', 'dealer:1'],
    ['*', 'deal:42'],
    ['deal*', 'deal:42'],
    ['deal:42', 'DEAL:42'],
  ] as const) {
    assert.ok(!namesSubject([named], subject), `${named} must not name ${subject}`);
  }
});

test('a user names only the subjects of their token, staff any', () => {
  demandSubject(principal('eve', 'agent'), 'deal:1');
  demandSubject(principal('ann', 'user', ['deal:1']), 'deal:1');
  assert.throws(() => demandSubject(principal('ann', 'user', ['deal:1']), 'deal:2'), { code: 'subject_not_allowed' });
});

test('service and store agree on who enters', () => {
  const people = Object.values(EXPECTED).map(({ who }) => who);
  const conversations = [
    deal,
    conversation(['ben'], null),
    conversation(['eve'], 'ticket:1'),
    conversation(['x'], '*'),
  ];
  for (const who of people) {
    for (const record of conversations) {
      assert.equal(mayEnter(accessOf(who), record), storeMayEnter(accessOf(who), record));
    }
  }
});
