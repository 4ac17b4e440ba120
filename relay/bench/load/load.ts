/** The people: connects them, lets them talk, and counts what arrives. */
import type { LoadResult, LoadSpec } from '../scenarios.js';
import { DIALECTS, type Dialect, type Place } from './dialects.js';
import { RawSocket } from './frames.js';
import { createPoster, startPolling, type Poster } from './http.js';
import { markedText, nextId, nowUs, readMark, Times, type Mark } from './marks.js';
import { makePlaces } from './places.js';

/** Of deliveries to others, one in so many is timed: reading a clock and a mark must not become the load. */
const TIMED_EVERY = 16;
const CONNECT_AT_ONCE = 50;
const PACE_MS = 2;
/** The longest that what was sent is waited for. */
const QUIET_MS = 5000;

interface Person {
  readonly place: Place;
  readonly sends: boolean;
  socket: RawSocket | undefined;
}

export class Load {
  readonly #dialect: Dialect;
  readonly #mark: Mark = { sender: 0, at: 0 };
  readonly #times = new Times();
  readonly #acks = new Times();
  /** When what is not acknowledged was sent, in microseconds. Kept in paced runs alone. */
  readonly #unacked = new Map<string, number>();
  readonly #poster: Poster;
  #people: Person[] = [];
  #crowd: Person[] = [];
  #undo: (() => void)[] = [];
  #running = false;
  #sends = 0;
  #deliveries = 0;
  #turn = 0;
  /** Sends that were refused and sockets that were closed. */
  #failures = 0;
  /** Paced: what was sent before is not counted. */
  #since = 0;

  constructor(private readonly spec: LoadSpec) {
    this.#dialect = DIALECTS[spec.server];
    this.#poster = createPoster(spec.port, spec.scenario.rooms * spec.scenario.members + 100);
  }

  async prepare(): Promise<void> {
    const { members, senders } = this.spec.scenario;
    const places = await makePlaces(this.spec);
    this.#people = places.map((place) => ({ place, sends: place.member % members < senders, socket: undefined }));
    // A few come and go first, so that code that is loaded with the first of them is not counted for memory.
    const scouts = this.#people.slice(0, 8);
    for (const scout of scouts) await this.#connect(scout);
    for (const scout of scouts) this.#hangUp(scout);
  }

  async connect(): Promise<void> {
    await inGroups(this.#people, (person) => this.#enter(person));
  }

  /** So many sockets, of the same people several times over, that what one of them keeps stands out of the noise. */
  async crowd(sockets: number): Promise<void> {
    const rounds = Math.ceil(sockets / this.#people.length);
    const places = Array.from({ length: rounds }, () => this.#people.map(({ place }) => place)).flat();
    this.#crowd = places.slice(0, sockets).map((place) => ({ place, sends: false, socket: undefined }));
    await inGroups(this.#crowd, (person) => this.#connect(person));
  }

  disperse(): void {
    for (const person of this.#crowd.splice(0)) this.#hangUp(person);
  }

  async warmUp(seconds: number): Promise<void> {
    this.#begin();
    await sleep(seconds * 1000);
  }

  async measure(seconds: number): Promise<LoadResult> {
    const start = nowUs();
    if (this.spec.scenario.rate !== null) this.#since = start;
    this.#sends = 0;
    this.#deliveries = 0;
    this.#times.clear();
    this.#acks.clear();
    const cpu = process.cpuUsage();
    await sleep(seconds * 1000);
    this.#running = false;
    const elapsed = (nowUs() - start) / 1e6;
    const used = process.cpuUsage(cpu);
    // What was sent in time counts whenever it arrives: a server that stalls must not look quick for it.
    if (this.spec.scenario.rate !== null) await this.#quiet();
    return {
      seconds: elapsed,
      sends: this.#sends,
      deliveries: this.#deliveries,
      delivery: this.#times.percentiles(),
      ack: this.#acks.percentiles(),
      failures: this.#failures,
      loadCpu: (used.user + used.system) / 1e6 / elapsed,
    };
  }

  /** Until everything that was sent has arrived everywhere, or nothing more seems to come. */
  async #quiet(): Promise<void> {
    const due = this.#sends * this.spec.scenario.members;
    for (let i = 0; i < QUIET_MS / 100 && this.#deliveries < due; i += 1) await sleep(100);
  }

  close(): void {
    this.#running = false;
    for (const undo of this.#undo.splice(0)) undo();
    for (const person of this.#people) this.#hangUp(person);
    this.#poster.close();
  }

  async #enter(person: Person): Promise<void> {
    if (this.spec.scenario.way !== 'poll') return this.#connect(person);
    const read = (answer: Buffer): void => this.#page(answer);
    this.#undo.push(await startPolling(this.#poster, person.place, read));
  }

  async #connect(person: Person): Promise<void> {
    const { place } = person;
    let ready = (): void => undefined;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    const socket = await RawSocket.open(this.spec.port, this.#dialect.path(place), (bytes, from) => {
      switch (this.#dialect.kindOf(bytes, from)) {
        case 'message':
          return this.#delivered(bytes, from, person);
        case 'ack':
          return this.#acked(bytes, from);
        case 'nack':
          this.#failures += 1;
          return;
        case 'ping':
          return socket.write(this.#dialect.pong);
        case 'ready':
          return ready();
        case 'other':
          return;
      }
    });
    person.socket = socket;
    socket.socket.once('close', () => {
      if (person.socket === socket) this.#failures += 1;
    });
    const greeting = this.#dialect.hello(place);
    if (greeting) socket.write(greeting);
    if (this.#dialect.saysReady) await isReady;
  }

  #hangUp(person: Person): void {
    const { socket } = person;
    person.socket = undefined;
    socket?.close();
  }

  #begin(): void {
    const { window, rate } = this.spec.scenario;
    this.#running = true;
    const senders = this.#people.filter(({ sends }) => sends);
    if (window !== null) for (const person of senders) for (let i = 0; i < window; i += 1) this.#send(person);
    if (rate !== null) this.#pace(senders, rate);
  }

  /** So many a second in all, one after another through the rooms. */
  #pace(senders: readonly Person[], rate: number): void {
    const start = nowUs();
    let sent = 0;
    const { members, rooms } = this.spec.scenario;
    const timer = setInterval(() => {
      for (const due = ((nowUs() - start) / 1e6) * rate; sent < due && this.#running; sent += 1) {
        const person = senders[(sent * members + Math.floor(sent / rooms)) % senders.length];
        if (person) this.#send(person);
      }
    }, PACE_MS);
    this.#undo.push(() => clearInterval(timer));
  }

  #send(person: Person): void {
    if (!this.#running) return;
    const { place, socket } = person;
    const { way, rate } = this.spec.scenario;
    const id = nextId();
    const text = markedText(place.member);
    this.#sends += 1;
    if (rate !== null && this.spec.server === 'relay') this.#unacked.set(id, nowUs());
    if (way === 'socket') socket?.write(this.#dialect.message(id, text));
    else void this.#post(place, id, text);
  }

  async #post({ conversationId, token }: Place, id: string, text: string): Promise<void> {
    const body = JSON.stringify({ conversation_id: conversationId, client_id: id, text });
    await this.#poster.post('/api/user-response/', token, body);
    this.#settle(id);
  }

  #acked(bytes: Buffer, from: number): void {
    if (this.#unacked.size === 0) return;
    // `{"type":"ack","client_id":"`, then 36 characters.
    const at = from + 27;
    this.#settle(bytes.toString('latin1', at, at + 36));
  }

  #settle(id: string): void {
    const sentAt = this.#unacked.get(id);
    if (sentAt === undefined) return;
    this.#unacked.delete(id);
    this.#acks.add(nowUs() - sentAt);
  }

  #delivered(bytes: Buffer, from: number, person: Person): void {
    const { window } = this.spec.scenario;
    if (window === null) return this.#arrived(bytes, from);
    this.#deliveries += 1;
    this.#turn += 1;
    const timed = this.#turn % TIMED_EVERY === 0;
    if (!timed && !person.sends) return;
    const mark = this.#mark;
    readMark(bytes, from, mark);
    if (timed) this.#times.add(nowUs() - mark.at);
    // Closed loop: one's own has come back, so the next one goes out.
    if (mark.sender === person.place.member) this.#send(person);
  }

  /** Paced. */
  #arrived(bytes: Buffer, from: number): void {
    readMark(bytes, from, this.#mark);
    if (this.#mark.at < this.#since) return;
    this.#deliveries += 1;
    this.#times.add(nowUs() - this.#mark.at);
  }

  #page(answer: Buffer): void {
    let from = answer.indexOf('"text":"~');
    for (; from !== -1; from = answer.indexOf('"text":"~', from + 9)) {
      this.#arrived(answer, from);
    }
  }
}

const inGroups = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (let i = 0; i < items.length; i += CONNECT_AT_ONCE) {
    await Promise.all(items.slice(i, i + CONNECT_AT_ONCE).map(work));
  }
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
