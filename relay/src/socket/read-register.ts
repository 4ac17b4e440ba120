import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';

/**
 * Moves of one person's read mark. It is a register: while one move is on its way only the farthest of the next counts, so
 * however often a client says it, one waits.
 */
export class ReadRegister {
  private moving = false;
  private next: number | null = null;
  private stopWaiting: () => void = () => undefined;
  private closed = false;

  /** @param failed gets what is no refusal. */
  constructor(
    private readonly clock: Clock,
    private readonly move: (seq: number) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  to(seq: number): void {
    this.next = Math.max(this.next ?? 0, seq);
    if (!this.moving) this.begin();
  }

  close(): void {
    this.closed = true;
    this.stopWaiting();
  }

  private begin(): void {
    const seq = this.next;
    if (seq === null || this.closed) return;
    this.next = null;
    this.moving = true;
    this.move(seq).then(
      () => this.end(),
      (error: unknown) => this.refused(seq, error),
    );
  }

  private end(): void {
    this.moving = false;
    this.begin();
  }

  private refused(seq: number, error: unknown): void {
    if (error instanceof RelayError && error.code === 'rate_limited') {
      // Later, not never: it may be the last word of somebody who has read to the end.
      this.next = Math.max(this.next ?? 0, seq);
      this.stopWaiting = this.clock.after((error.retryAfter ?? 1) * 1000, () => this.end());
      return;
    }
    if (!(error instanceof RelayError)) this.failed(error);
    this.end();
  }
}
