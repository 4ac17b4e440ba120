/** What a message's text carries through the server: who sent it and when, found again without parsing JSON. */
import { TEXT_CHARS } from '../scenarios.js';

const TILDE = 0x7e;

/** Microseconds on the load's clock. */
export const nowUs = (): number => Math.round(performance.now() * 1000);

export const markedText = (sender: number): string => `~${sender}~${nowUs()}~`.padEnd(TEXT_CHARS, '.');

export interface Mark {
  sender: number;
  at: number;
}

const digits = (bytes: Buffer, from: number, mark: Mark, name: 'sender' | 'at'): number => {
  let value = 0;
  let i = from;
  for (let byte = bytes[i] ?? TILDE; byte !== TILDE; byte = bytes[i] ?? TILDE) {
    value = value * 10 + byte - 48;
    i += 1;
  }
  mark[name] = value;
  return i + 1;
};

/** Fills `mark` in from the first mark behind `from`: nothing is made for a delivery. */
export const readMark = (bytes: Buffer, from: number, mark: Mark): void => {
  const start = bytes.indexOf(TILDE, from);
  if (start === -1) throw new Error('A message without a mark.');
  digits(bytes, digits(bytes, start + 1, mark, 'sender'), mark, 'at');
};

/** Times in microseconds, to be sorted at the end. */
export class Times {
  readonly #times = new Float64Array(2_000_000);
  #count = 0;

  add(us: number): void {
    if (this.#count === this.#times.length) return;
    this.#times[this.#count] = us;
    this.#count += 1;
  }

  clear(): void {
    this.#count = 0;
  }

  percentiles(): { p50: number; p99: number } | null {
    if (this.#count === 0) return null;
    const sorted = this.#times.subarray(0, this.#count).sort();
    const at = (share: number): number =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000;
    return { p50: at(0.5), p99: at(0.99) };
  }
}

let made = 0;

/** A client_id: the load needs many, and no chance in them. */
export const nextId = (): string => {
  made += 1;
  return `01950000-0000-7000-9000-${made.toString(16).padStart(12, '0')}`;
};
