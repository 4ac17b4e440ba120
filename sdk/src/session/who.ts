import type { Clock } from '../clock.js';
import { ChatError } from '../errors.js';
import type { You } from '../protocol/index.js';
import type { HistoryCache } from '../store/history-cache.js';
import type { Claims } from '../transport/token.js';
import type { Person } from './device.js';

/** A token that comes within this decides alone whose history is shown; only a later one is not waited for. */
const TOKEN_FIRST_MS = 300;

export interface WhoOptions {
  endpoint: string;
  /** How tokens are got: another way may be another person. */
  source: string;
  clock: Clock;
  cache: Promise<HistoryCache | null>;
  openPerson: (you: You) => Promise<Person>;
  /** Called with each person, and with null when nobody is there any more. Resolves when they have been shown in. */
  onPerson: (person: Person | null, you: You | null) => Promise<void>;
  onYou: (you: You) => void;
  /** It was somebody else: what was typed meanwhile is not this person's. Their outbox closes when this resolves. */
  onWrongGuess: (person: Person) => Promise<void>;
}

const isSame = (a: You | null, b: You): boolean => a?.user.id === b.user.id && a.tenant === b.tenant;

/**
 * Who is here. The token says it, the relay's welcome has the last word, and before either the last visit is a guess: good
 * enough to show what is kept on this device, dropped at once when it was wrong.
 */
export class Who {
  #you: You | null = null;
  #isGuess = false;
  #person: Person | null = null;
  /** Whether they have been shown in: until then it is not settled which conversation they see. */
  #isIn = false;
  /** Where the relay reads another claim than we do: what we read, and who it is. */
  #alias: { read: You; you: You } | null = null;
  #read: You | null = null;
  #turn = 0;
  #isClosed = false;
  #waiting: { resolve: (person: Person) => void; reject: (error: Error) => void }[] = [];

  constructor(private readonly options: WhoOptions) {}

  get person(): Person | null {
    return this.#person;
  }

  /** Whether no token has said yet who it is. */
  get isGuess(): boolean {
    return this.#isGuess;
  }

  /**
   * Resolves once somebody is here and has been shown in: what is sent before would open a conversation of its own beside
   * the one that is about to be shown. @throws ChatError `closed`
   */
  whenKnown(): Promise<Person> {
    if (this.#isClosed) return Promise.reject(closed());
    if (this.#person && this.#isIn) return Promise.resolve(this.#person);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Guesses, unless a token says it in time. */
  async guess(token: Promise<unknown>): Promise<void> {
    const { cache, source, clock } = this.options;
    let cancel: () => void = () => undefined;
    const patience = new Promise<boolean>((resolve) => {
      cancel = clock.after(TOKEN_FIRST_MS, () => resolve(true));
    });
    // Nobody is signed in: then nobody's history is shown.
    const isUndecided = await Promise.race([
      token.then(
        () => false,
        (error: unknown) => !(error instanceof ChatError && error.code === 'signed_out'),
      ),
      patience,
    ]);
    cancel();
    if (!isUndecided) return;
    const you = await (await cache)?.lastYou(source);
    if (!you || this.#you || this.#isClosed) return;
    await this.#enter(you, true);
  }

  /** A new token has come. */
  token({ you }: Claims): void {
    this.#read = you;
    const meant = this.#alias && isSame(this.#alias.read, you) ? this.#alias.you : you;
    if (isSame(this.#you, meant)) this.#confirm(meant);
    else void this.#enter(meant);
  }

  /** The relay says who is here. */
  welcome(you: You): void {
    if (isSame(this.#you, you)) return this.#confirm(you);
    if (this.#read) this.#alias = { read: this.#read, you };
    void this.#enter(you);
  }

  /** Nobody is signed in. Who was there stays on screen; who was only guessed does not. */
  signedOut(): void {
    if (!this.#isGuess) return;
    this.#turn += 1;
    void this.#leave();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#turn += 1;
    this.#person?.close();
    this.#person = null;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
  }

  #confirm(you: You): void {
    this.#you = you;
    this.#isGuess = false;
    this.options.onYou(you);
    this.#remember(you);
  }

  #remember(you: You): void {
    const { cache, source, endpoint } = this.options;
    void cache.then((open) => open?.setYou(source, endpoint, you));
  }

  async #enter(you: You, isGuess = false): Promise<void> {
    const turn = ++this.#turn;
    const { options } = this;
    const isLeft = this.#leave();
    this.#you = you;
    this.#isGuess = isGuess;
    await isLeft;
    if (turn !== this.#turn) return;
    options.onYou(you);
    const person = await options.openPerson(you);
    await person.outbox.loaded;
    if (turn !== this.#turn) return person.close();
    this.#person = person;
    if (!this.#isGuess) this.#remember(you);
    await options.onPerson(person, you);
    if (turn !== this.#turn) return;
    this.#isIn = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(person);
  }

  /** First of all nothing of theirs is on screen; then what was typed under a wrong guess is taken back from them. */
  async #leave(): Promise<void> {
    const person = this.#person;
    const wasGuess = this.#isGuess;
    this.#person = null;
    this.#isIn = false;
    this.#you = null;
    this.#isGuess = false;
    if (!person) return;
    await this.options.onPerson(null, null);
    if (wasGuess) await this.options.onWrongGuess(person);
    person.close();
  }
}

const closed = (): ChatError => new ChatError('closed', 'This chat was closed.');
