/** Finding: which conversations speak of something, best first, and where in one conversation it was said. */
import type { Found } from '@crm-chat/sdk/protocol';
import type { FindQuery, FindResult, ListItem, ListQuery, ListResult } from '../store.js';
import { enter, mayEnter, sees } from './access.js';
import { decodeCursor, encodeCursor } from './cursors.js';
import { hasUnread, itemOf, personOf } from './items.js';
import { messageOf } from './messages.js';
import { marksOf, phrasesOf, score, snippetOf, withoutPrefix, type Phrase } from './phrases.js';
import type { Entry, Hit, HitScan, ReadRows } from './rows.js';
import { wordsOf } from './words.js';

/**
 * Hits that are ranked: the latest so many. A word that a million messages have costs what one of a thousand costs, and who
 * looks for it wants the latest, or another word.
 */
const HITS_MAX = 500;
/** Of a long text so much is weighed. */
const WEIGHED_CHARS = 2000;
/** A title or a subject is about the whole conversation: it outweighs what a message can score. */
const TITLED = 100;
const TITLED_EXACTLY = 50;

/** A conversation that was found, before it is known whether the list takes it. */
interface Ranked {
  readonly key: number;
  best: Hit | null;
  bestScore: number;
  score: number;
  hits: number;
  /** Of its latest hit: what decides between equals. */
  place: number;
}

/** Where a search goes on: among the hits up to a place, after so many conversations. */
interface From {
  readonly upto: number | null;
  readonly skip: number;
}

function decode(cursor: string | null): From {
  if (cursor === null) return { upto: null, skip: 0 };
  const [upto, skip] = decodeCursor(cursor, ['number', 'number']).map(Number);
  // New hits would shift what is counted, so a search goes on among those that there were.
  return { upto: upto ?? 0, skip: Math.max(0, skip ?? 0) };
}

/** Whole words first: a word that is only begun may be the beginning of most there are. */
function latestHits(rows: ReadRows, scan: HitScan): readonly Hit[] {
  if (scan.phrases.length === 0) return [];
  if (scan.phrases.some(({ prefix }) => prefix)) {
    const exact = rows.hits({ ...scan, phrases: withoutPrefix(scan.phrases) });
    if (exact.length >= scan.limit) return exact;
  }
  return rows.hits(scan);
}

function rank(hits: readonly Hit[], titled: Titled, phrases: readonly Phrase[]): Ranked[] {
  const found = new Map<number, Ranked>();
  const of = (key: number): Ranked => {
    const there = found.get(key) ?? { key, best: null, bestScore: -1, score: 0, hits: 0, place: 0 };
    found.set(key, there);
    return there;
  };
  for (const hit of hits) {
    const one = of(hit.key);
    one.hits += 1;
    one.place = Math.max(one.place, hit.place);
    const says = score(wordsOf(messageOf(hit.row).text.slice(0, WEIGHED_CHARS)), phrases);
    if (says > one.bestScore) Object.assign(one, { best: hit, bestScore: says });
  }
  for (const one of found.values()) one.score = one.bestScore + Math.log1p(one.hits) / 4;
  for (const [keys, worth] of titled) for (const key of keys) of(key).score += worth;
  return [...found.values()].sort(byRank);
}

/** By key: conversations whose title or subject was hit, and what that is worth. */
type Titled = readonly (readonly [keys: readonly number[], worth: number])[];

function titledOf(rows: ReadRows, scan: Parameters<ReadRows['titled']>[0]): Titled {
  if (scan.phrases.length === 0) return [];
  const whole = rows.titled({ ...scan, phrases: withoutPrefix(scan.phrases) });
  return [
    [rows.titled(scan), TITLED],
    [whole, TITLED_EXACTLY],
  ];
}

const byRank = (a: Ranked, b: Ranked): number => b.score - a.score || b.place - a.place || b.key - a.key;

function takes(rows: ReadRows, entry: Entry, query: ListQuery): boolean {
  const { record } = entry;
  if (record.tenant !== query.tenant || !mayEnter(query.access, record)) return false;
  if (query.subject !== null && record.subject !== query.subject) return false;
  if (query.status !== null && record.status !== query.status) return false;
  if (query.archived !== null && record.is_archived !== query.archived) return false;
  if (query.assignee !== null && (record.assignee?.id ?? '') !== query.assignee) return false;
  return !query.unread || hasUnread(rows, entry, query);
}

function foundOf({ record }: Entry, { best, hits }: Ranked, query: ListQuery, phrases: readonly Phrase[]): Found {
  const message = best && sees(query.audience, best.row.type) ? messageOf(best.row) : null;
  return {
    title: marksOf(record.title, phrases),
    subject: marksOf(record.subject ?? '', phrases),
    message: message && {
      message_id: message.id,
      seq: message.seq,
      sender: message.sender,
      created_at: message.created_at,
      snippet: snippetOf(message.text, phrases),
    },
    hits,
  };
}

/** @throws RelayError `invalid` for a cursor that is none. */
export function search(rows: ReadRows, query: ListQuery, phrases: readonly Phrase[]): ListResult {
  const { tenant, audience, access, limit } = query;
  const { upto, skip } = decode(query.cursor);
  const person = personOf(access);
  const within = person && { person };
  const hits = latestHits(rows, { tenant, audience, within, phrases, upto, before: null, limit: HITS_MAX });
  const titled = titledOf(rows, { tenant, person, phrases, limit: HITS_MAX });
  const ranked = rank(hits, titled, phrases);
  const items: ListItem[] = [];
  let looked = skip;
  for (; looked < ranked.length && items.length < limit; looked += 1) {
    const one = ranked[looked];
    const entry = one && rows.entry(one.key);
    if (!entry || !takes(rows, entry, query)) continue;
    items.push({ ...itemOf(rows, entry, audience, query.viewer_id), found: foundOf(entry, one, query, phrases) });
  }
  const asOf = upto ?? hits[0]?.place ?? 0;
  return { items, next: looked < ranked.length ? encodeCursor([asOf, looked]) : null };
}

export function find(rows: ReadRows, query: FindQuery): FindResult | null {
  const entry = enter(rows, query);
  if (!entry) return null;
  const { tenant, audience, before, limit } = query;
  const phrases = phrasesOf(query.q);
  const scan = { tenant, audience, within: { conversation: entry.key }, phrases, upto: null, before };
  const hits = phrases.length === 0 ? [] : rows.hits({ ...scan, limit: limit + 1 });
  const shown = hits.slice(0, limit).filter(({ row }) => sees(audience, row.type));
  return {
    hits: shown.map(({ row }) => ({ row, snippet: snippetOf(messageOf(row).text, phrases) })),
    has_more: hits.length > limit,
  };
}
