import type { ConversationRecord } from '../../store/store.js';
import type { Viewer } from '../delivery.js';
import type { Wire } from '../wire.js';
import type { InboxLine } from './inbox-line.js';

/** One socket that follows a whole list. */
export interface InboxSeat {
  /** Another after a token was refreshed in place. */
  viewer: Viewer;
  readonly wire: Wire;
}

export interface Seated {
  readonly seat: InboxSeat;
  readonly line: InboxLine;
}

/** Who of a conversation may be concerned by it, in as few words as that takes. */
export interface Concern {
  readonly people: readonly string[];
  readonly subject: string | null;
}

export const concernOf = ({
  participants,
  subject,
}: Pick<ConversationRecord, 'participants' | 'subject'>): Concern => ({
  people: participants.map(({ user }) => user.id),
  subject,
});

type Covers = (viewer: Viewer, subject: string) => boolean;

function put<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const there = map.get(key);
  if (there) there.add(value);
  else map.set(key, new Set([value]));
}

function take<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const there = map.get(key);
  there?.delete(value);
  if (there?.size === 0) map.delete(key);
}

/** The open inboxes of a tenant, found by what concerns them: the cost of a change is that of the people concerned. */
export class InboxPeople {
  private readonly all = new Set<Seated>();
  private readonly staff = new Set<Seated>();
  private readonly byPerson = new Map<string, Set<Seated>>();
  /** `user`s whose token names subjects: those are tried one by one. */
  private readonly holders = new Set<Seated>();

  /** @param covers whether a viewer's token names a subject. */
  constructor(private readonly covers: Covers) {}

  get size(): number {
    return this.all.size;
  }

  /** Whether there is anybody for whom membership decides. */
  get hasUsers(): boolean {
    return this.staff.size < this.all.size;
  }

  add(seated: Seated): void {
    const { viewer } = seated.seat;
    this.all.add(seated);
    put(this.byPerson, viewer.user.id, seated);
    if (viewer.access.kind === 'staff') this.staff.add(seated);
    else if (viewer.access.subjects.length > 0) this.holders.add(seated);
  }

  remove(seated: Seated): void {
    this.all.delete(seated);
    this.staff.delete(seated);
    this.holders.delete(seated);
    take(this.byPerson, seated.seat.viewer.user.id, seated);
  }

  has(seated: Seated): boolean {
    return this.all.has(seated);
  }

  everybody(): Iterable<Seated> {
    return this.all;
  }

  ofStaff(): Iterable<Seated> {
    return this.staff;
  }

  of(userId: string): Iterable<Seated> {
    return this.byPerson.get(userId) ?? [];
  }

  /** `user`s who take part, or whose token names the subject. */
  *concerned({ people, subject }: Concern): Iterable<Seated> {
    for (const id of people) yield* this.of(id);
    if (subject === null) return;
    for (const seated of this.holders) if (this.covers(seated.seat.viewer, subject)) yield seated;
  }
}
