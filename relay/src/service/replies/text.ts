/** What a bot has written so far: well-formed whatever pieces it came in, and never longer than a message may be. */
export class ReplyText {
  #whole = '';
  /** A high surrogate that ended a piece: deltas never split a pair, so it waits for its other half. */
  #half = '';
  #full = false;
  #bytes = 0;

  /** @param maxChars UTF-16 units */
  constructor(private readonly maxChars: number) {}

  get whole(): string {
    return this.#whole;
  }

  /** UTF-8 bytes of `whole`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing more fits: the reply ends here. */
  get full(): boolean {
    return this.#full;
  }

  append(piece: string): void {
    const text = this.#half + piece;
    this.#half = endsInHalf(text) ? text.slice(-1) : '';
    this.#add(this.#half === '' ? text : text.slice(0, -1));
  }

  /** The bot has nothing more to say: half a pair will stay alone. */
  end(): void {
    const half = this.#half;
    this.#half = '';
    this.#add(half);
  }

  #add(text: string): void {
    if (this.#full || text === '') return;
    const room = this.maxChars - this.#whole.length;
    this.#full = text.length >= room;
    let part = text.toWellFormed().slice(0, room);
    if (endsInHalf(part)) part = part.slice(0, -1);
    this.#whole += part;
    this.#bytes += Buffer.byteLength(part);
  }
}

const endsInHalf = (text: string): boolean => /[\uD800-\uDBFF]$/.test(text);
