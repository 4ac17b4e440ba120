import type { Audience, MessageRow } from '../store.js';
import { coversSubject, isMember, sees } from '../kernel/access.js';
import { messageOf } from '../kernel/messages.js';
import { matches } from '../kernel/phrases.js';
import {
  UNREAD_ROWS_MAX,
  type Entry,
  type Hit,
  type HitScan,
  type ListScan,
  type Once,
  type Person,
  type ReplyPart,
  type Rows,
  type StoredMessage,
} from '../kernel/rows.js';
import { wordsOf } from '../kernel/words.js';
import { byText } from './by-text.js';
import { Journal } from './journal.js';
import { memoryDocuments } from './memory-documents.js';

interface Room {
  readonly messages: Map<string, StoredMessage>;
  /** By id: which message of all this was. */
  readonly places: Map<string, number>;
  readonly once: Map<string, Once>;
}

const pair = (a: string, b: string): string => JSON.stringify([a, b]);
const bySeq = (a: StoredMessage, b: StoredMessage): number => a.row.seq - b.row.seq;
const isReply = (m: StoredMessage): m is StoredMessage & { reply: ReplyPart } => m.reply !== null;

const isOf = ({ record }: Entry, { user_id: userId, subjects }: Person): boolean =>
  isMember(record, userId) || (record.subject !== null && coversSubject(subjects, record.subject));

/** What a search looks through: what is said, by people or to them, and has been said to its end. */
const isFindable = ({ row, deleted }: StoredMessage): boolean =>
  row.type !== 'event' && row.status !== 'streaming' && !deleted;

/** The kernel's rows in maps: for tests and the model. Every query walks; every change goes through the journal, which can undo it. */
export class MemoryRows implements Rows {
  readonly #journal = new Journal();
  readonly #documents = memoryDocuments(this.#journal);
  readonly #names = new Map<string, number | null>();
  readonly #entries = new Map<number, Entry>();
  readonly #rooms = new Map<number, Room>();
  readonly #ids = new Map<string, number>();
  #keys = 0;
  #place = 0;

  readonly document = this.#documents.document;
  readonly documents = this.#documents.documents;
  readonly putDocument = this.#documents.putDocument;
  readonly removeDocument = this.#documents.removeDocument;

  /** Runs one write; what it changed is taken back if it throws. */
  transaction<T>(work: () => T): T {
    return this.#journal.transaction(work);
  }

  #messages(key: number): StoredMessage[] {
    return [...(this.#rooms.get(key)?.messages.values() ?? [])].sort(bySeq);
  }

  #visible(key: number, audience: Audience): StoredMessage[] {
    return this.#messages(key).filter(({ row }) => sees(audience, row.type));
  }

  #room(key: number): Room {
    const there = this.#rooms.get(key);
    if (there) return there;
    const room: Room = { messages: new Map(), places: new Map(), once: new Map() };
    this.#journal.set(this.#rooms, key, room);
    return room;
  }

  name(tenant: string, id: string) {
    return this.#names.get(pair(tenant, id));
  }

  entry(key: number) {
    return this.#entries.get(key);
  }

  message(key: number, id: string) {
    return this.#rooms.get(key)?.messages.get(id);
  }

  locate(tenant: string, messageId: string) {
    const key = this.#ids.get(pair(tenant, messageId));
    const message = key === undefined ? undefined : this.message(key, messageId);
    return key === undefined || !message ? undefined : { key, message };
  }

  changed(key: number, audience: Audience, since: number, limit: number): readonly MessageRow[] {
    return this.#visible(key, audience)
      .map(({ row }) => row)
      .filter((row) => row.rev > since)
      .sort((a, b) => a.rev - b.rev)
      .slice(0, limit);
  }

  newest(key: number, audience: Audience, before: number | null, limit: number): readonly MessageRow[] {
    const rows = this.#visible(key, audience).map(({ row }) => row);
    return rows
      .filter((row) => before === null || row.seq < before)
      .toReversed()
      .slice(0, limit);
  }

  lastVisible(key: number, upto: number): number {
    return this.#visible(key, 'user').findLast(({ row }) => row.seq <= upto)?.row.seq ?? 0;
  }

  unread(key: number, audience: Audience, above: number, viewerId: string, max: number): number {
    const counts = ({ row, deleted }: StoredMessage) =>
      row.type !== 'event' && sees(audience, row.type) && !deleted && row.sender_id !== viewerId;
    const after = this.#messages(key).filter(({ row }) => row.seq > above);
    return Math.min(max, after.slice(0, UNREAD_ROWS_MAX).filter(counts).length);
  }

  streaming(key: number): readonly StoredMessage[] {
    return this.#messages(key).filter(({ row }) => row.status === 'streaming');
  }

  allStreaming() {
    return [...this.#rooms.keys()].flatMap((key) => this.streaming(key).map((message) => ({ key, message })));
  }

  #replies(key: number) {
    return this.#messages(key)
      .filter(isReply)
      .sort((a, b) => a.reply.answers_seq - b.reply.answers_seq);
  }

  covering(key: number, seq: number): StoredMessage | undefined {
    return this.#replies(key).find(({ reply }) => reply.answers_seq >= seq);
  }

  answeredUpTo(key: number): number {
    return this.#replies(key).at(-1)?.reply.answers_seq ?? 0;
  }

  lastText(key: number, above: number, senders: 'user' | 'staff'): StoredMessage | undefined {
    const roles = senders === 'user' ? ['user'] : ['agent', 'admin'];
    return this.#messages(key).findLast(
      ({ row, deleted }) => row.seq > above && row.type === 'text' && !deleted && roles.includes(row.sender_role),
    );
  }

  textsBelow(key: number, seq: number, limit: number): readonly MessageRow[] {
    return this.#messages(key)
      .filter(({ row, deleted }) => row.seq < seq && row.type === 'text' && row.status !== 'streaming' && !deleted)
      .map(({ row }) => row)
      .toReversed()
      .slice(0, limit);
  }

  list(scan: ListScan): readonly Entry[] {
    const activity = (e: Entry) => (scan.audience === 'staff' ? e.activity_staff : e.activity_user);
    const { person, below } = scan;
    const takes = (entry: Entry): boolean => {
      const { record } = entry;
      if (record.tenant !== scan.tenant) return false;
      if (scan.subject !== null && record.subject !== scan.subject) return false;
      if (scan.status !== null && record.status !== scan.status) return false;
      if (scan.archived !== null && record.is_archived !== scan.archived) return false;
      if (scan.assignee !== null && (record.assignee?.id ?? '') !== scan.assignee) return false;
      if (person && !isOf(entry, person)) return false;
      if (!below) return true;
      return activity(entry) < below.activity || (activity(entry) === below.activity && entry.key < below.key);
    };
    return [...this.#entries.values()]
      .filter(takes)
      .sort((a, b) => byText(activity(b), activity(a)) || b.key - a.key)
      .slice(0, scan.limit);
  }

  hits(scan: HitScan): readonly Hit[] {
    const takes = (entry: Entry): boolean => {
      if (entry.record.tenant !== scan.tenant) return false;
      if (scan.within === null) return true;
      return 'person' in scan.within ? isOf(entry, scan.within.person) : entry.key === scan.within.conversation;
    };
    return [...this.#entries.values()]
      .filter(takes)
      .flatMap(({ key }) => this.#hitsIn(key, scan))
      .sort((a, b) => b.place - a.place)
      .slice(0, scan.limit);
  }

  #hitsIn(key: number, { audience, phrases, upto, before }: HitScan): Hit[] {
    const places = this.#rooms.get(key)?.places;
    return this.#visible(key, audience)
      .filter((message) => isFindable(message) && (before === null || message.row.seq < before))
      .map(({ row }) => ({ key, place: places?.get(row.id) ?? 0, row }))
      .filter(({ place }) => upto === null || place <= upto)
      .filter(({ row }) => matches(wordsOf(messageOf(row).text), phrases));
  }

  titled({ tenant, person, phrases, limit }: Parameters<Rows['titled']>[0]): readonly number[] {
    const found = ({ record: { title, subject } }: Entry) => {
      const texts = [wordsOf(title), wordsOf(subject ?? '')];
      return phrases.every((phrase) => texts.some((words) => matches(words, [phrase])));
    };
    return [...this.#entries.values()]
      .filter((entry) => entry.record.tenant === tenant && (!person || isOf(entry, person)) && found(entry))
      .map(({ key }) => key)
      .sort((a, b) => b - a)
      .slice(0, limit);
  }

  #ordered(field: 'oldest_at' | 'asked_at'): (Entry & { at: string })[] {
    return [...this.#entries.values()]
      .flatMap((entry) => (entry[field] === null ? [] : [{ ...entry, at: entry[field] }]))
      .sort((a, b) => byText(a.at, b.at) || a.key - b.key);
  }

  expired(before: string, limit: number): readonly number[] {
    const found = this.#ordered('oldest_at').filter(({ at }) => at < before);
    return found.slice(0, limit).map(({ key }) => key);
  }

  asked(since: string, skip: number, limit: number): readonly Entry[] {
    return this.#ordered('asked_at')
      .filter(({ at }) => at >= since)
      .slice(skip, skip + limit);
  }

  newKey(): number {
    return ++this.#keys;
  }

  setName(tenant: string, id: string, key: number | null): void {
    this.#journal.set(this.#names, pair(tenant, id), key);
  }

  subjectHolder(tenant: string, subject: string): number | undefined {
    const holds = ({ record }: Entry) =>
      record.tenant === tenant && record.subject === subject && record.status === 'open';
    return [...this.#entries.values()].find(holds)?.key;
  }

  put(entry: Entry): void {
    this.#journal.set(this.#entries, entry.key, entry);
  }

  erase(key: number): void {
    const tenant = this.#entries.get(key)?.record.tenant ?? '';
    for (const id of this.#room(key).messages.keys()) this.#journal.delete(this.#ids, pair(tenant, id));
    this.#journal.delete(this.#rooms, key);
    this.#journal.delete(this.#entries, key);
  }

  insert(key: number, message: StoredMessage): void {
    const { id, seq, rev } = message.row;
    const tenant = this.#entries.get(key)?.record.tenant ?? '';
    const { messages } = this.#room(key);
    const clash = [...messages.values()].some(({ row }) => row.seq === seq || row.rev === rev);
    if (clash || this.#ids.has(pair(tenant, id))) throw new Error(`The message ${id} is there already.`);
    this.#journal.set(this.#ids, pair(tenant, id), key);
    this.#journal.set(messages, id, message);
    this.#journal.set(this.#room(key).places, id, ++this.#place);
  }

  update(key: number, message: StoredMessage): void {
    this.#journal.set(this.#room(key).messages, message.row.id, message);
  }

  oldest(key: number, limit: number): readonly StoredMessage[] {
    return this.#messages(key).slice(0, limit);
  }

  removeUpTo(key: number, seq: number): void {
    const tenant = this.#entries.get(key)?.record.tenant ?? '';
    const { messages } = this.#room(key);
    for (const { row } of this.#messages(key)) {
      if (row.seq > seq) break;
      this.#journal.delete(messages, row.id);
      this.#journal.delete(this.#ids, pair(tenant, row.id));
    }
  }

  once(key: number, userId: string, clientId: string) {
    return this.#rooms.get(key)?.once.get(pair(userId, clientId));
  }

  remember(key: number, userId: string, clientId: string, once: Once): void {
    this.#journal.set(this.#room(key).once, pair(userId, clientId), once);
  }
}
