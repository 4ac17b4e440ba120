/** Looking for words in the index. */
import type { MessageRow } from '../store.js';
import type { Phrase } from '../kernel/phrases.js';
import type { Hit, HitScan, Person, ReadRows } from '../kernel/rows.js';
import { PERSONS, personValues } from './conversation-reads.js';
import type { Db } from './database.js';
import { conversationWord, tenantWord } from './words-scope.js';

/** A person's conversations that are named in the query. Who has more has a filter behind it. */
const NAMED_MAX = 200;
/** Hits that such a filter looks at: most of them are others'. */
const FILTERED_MAX = 20_000;

type Columns = MessageRow & { key: number; place: number };

const HIT = `f.rowid AS place, m.conversation AS key, m.id, m.seq, m.rev, m.type, m.sender_id, m.sender_role, m.status,
  m.json`;

/** Words are letters, digits and marks, so within quotes nothing in them is syntax. */
const phraseSql = ({ words, prefix }: Phrase): string => `"${words.join(' ')}"${prefix ? ' *' : ''}`;

const expression = (columns: string, scope: string, phrases: readonly Phrase[]): string =>
  `scope : (${scope}) AND {${columns}} : (${phrases.map(phraseSql).join(' AND ')})`;

/** Where to look: as part of the query where it can be named, else by what follows it. */
interface Scope {
  readonly words: string;
  readonly person: Person | null;
}

type WordsReads = Pick<ReadRows, 'hits' | 'titled'>;

export function wordsReads(db: Db): WordsReads {
  const persons = db.prepare<unknown[], { conversation: number }>(`SELECT * FROM (${PERSONS}) LIMIT ?`);
  const hits = db.prepare<[string, number, number], Columns>(
    `SELECT ${HIT} FROM message_words AS f CROSS JOIN messages AS m ON m.key = f.rowid
     WHERE message_words MATCH ? AND f.rowid <= ? ORDER BY f.rowid DESC LIMIT ?`,
  );
  const filtered = db.prepare<unknown[], Columns>(
    `SELECT ${HIT} FROM (SELECT rowid FROM message_words WHERE message_words MATCH ? AND rowid <= ?
                         ORDER BY rowid DESC LIMIT ${FILTERED_MAX}) AS f
     CROSS JOIN messages AS m ON m.key = f.rowid
     WHERE m.conversation IN (${PERSONS}) ORDER BY f.rowid DESC LIMIT ?`,
  );
  const titles = db.prepare<[string, number], { key: number }>(
    'SELECT rowid AS key FROM conversation_words WHERE conversation_words MATCH ? ORDER BY rowid DESC LIMIT ?',
  );
  const titlesFiltered = db.prepare<unknown[], { key: number }>(
    `SELECT rowid AS key FROM (SELECT rowid FROM conversation_words WHERE conversation_words MATCH ?
                               ORDER BY rowid DESC LIMIT ${FILTERED_MAX})
     WHERE rowid IN (${PERSONS}) ORDER BY rowid DESC LIMIT ?`,
  );
  const below = db.prepare<[number, number], { key: number }>(
    'SELECT key FROM messages WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT 1',
  );

  /** Null: there is nowhere to look. */
  function scopeFor(tenant: string, within: HitScan['within']): Scope | null {
    const everywhere = tenantWord(tenant);
    if (within === null) return { words: everywhere, person: null };
    if ('conversation' in within) return { words: conversationWord(within.conversation), person: null };
    const own = persons.all(...personValues(tenant, within.person), NAMED_MAX + 1);
    if (own.length === 0) return null;
    if (own.length > NAMED_MAX) return { words: everywhere, person: within.person };
    const words = own.map(({ conversation }) => conversationWord(conversation)).join(' OR ');
    return { words: `${everywhere} AND (${words})`, person: null };
  }

  return {
    hits({ tenant, audience, within, phrases, upto, before, limit }) {
      const scope = scopeFor(tenant, within);
      if (!scope) return [];
      const match = expression(audience === 'staff' ? 'text note' : 'text', scope.words, phrases);
      let top = upto ?? Number.MAX_SAFE_INTEGER;
      if (before !== null && within && 'conversation' in within) {
        const key = below.get(within.conversation, before)?.key;
        if (key === undefined) return [];
        top = Math.min(top, key);
      }
      const found = scope.person
        ? filtered.all(match, top, ...personValues(tenant, scope.person), limit)
        : hits.all(match, top, limit);
      return found.map(({ key, place, ...row }): Hit => ({ key, place, row }));
    },
    titled({ tenant, person, phrases, limit }) {
      const scope = scopeFor(tenant, person && { person });
      if (!scope) return [];
      const match = expression('title subject', scope.words, phrases);
      const found = scope.person
        ? titlesFiltered.all(match, ...personValues(tenant, scope.person), limit)
        : titles.all(match, limit);
      return found.map(({ key }) => key);
    },
  };
}
