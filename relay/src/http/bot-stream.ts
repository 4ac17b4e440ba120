import type { BotResponseBody, Message } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { ChatService } from '../service/service.js';
import { problemOf, problemResponse } from './problem.js';

/** A refusal that comes within this time is answered by its status; later ones can only be an event. */
const HEADERS_AFTER_MS = 3000;
/** Between two signs of life: proxies cut a silent answer after 30 to 60 s. */
const HEARTBEAT_MS = 15_000;

interface Delta {
  readonly id: string;
  readonly offset: number;
  readonly text: string;
}

/**
 * The reply as server-sent events. What a slow reader has not taken is joined into one delta, so that it never holds more
 * than the reply's own text. Going away ends the listening, not the bot.
 */
export async function botResponseStream(
  service: ChatService,
  principal: Principal,
  body: BotResponseBody,
  clientGone: AbortSignal,
  { clock, report }: { readonly clock: Clock; readonly report: (error: unknown) => void },
): Promise<Response> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([clientGone, stopped.signal]);
  const stream = new BotStream(clock, () => stopped.abort());
  const finished = service.botResponse(principal, body, { onDelta: (delta) => stream.delta(delta), signal });
  const outcome = finished.then(
    (message) => stream.end(message),
    (error: unknown) => {
      if (!(error instanceof RelayError)) report(error);
      stream.fail(error instanceof RelayError ? error : new RelayError('internal'));
    },
  );
  let undo = (): void => undefined;
  const patience = new Promise<void>((resolve) => {
    undo = clock.after(HEADERS_AFTER_MS, resolve);
  });
  await Promise.race([stream.begun, outcome, patience]);
  undo();
  if (stream.refusal !== undefined && !stream.hasDeltas) return problemResponse(stream.refusal);
  return new Response(stream.readable, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // nginx would otherwise collect the words and hand them on at the end.
      'x-accel-buffering': 'no',
    },
  });
}

class BotStream {
  readonly readable: ReadableStream<Uint8Array>;
  /** Settles with the first delta. */
  readonly begun: Promise<void>;
  refusal: RelayError | undefined;
  hasDeltas = false;

  private begin: () => void = () => undefined;
  private pending: Delta | undefined;
  private last: string | undefined;
  private wake: (() => void) | undefined;
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly clock: Clock,
    gone: () => void,
  ) {
    this.begun = new Promise((resolve) => {
      this.begin = resolve;
    });
    // Pulled only as the reader takes: a high-water mark of nothing, and what has gathered goes out as one.
    this.readable = new ReadableStream(
      { pull: (controller) => this.pull(controller), cancel: gone },
      { highWaterMark: 0 },
    );
  }

  delta(delta: Delta): void {
    this.hasDeltas = true;
    this.pending = joined(this.pending, delta);
    this.begin();
    this.wake?.();
  }

  end(message: Message): void {
    this.last = event('message', { message });
    this.wake?.();
  }

  fail(error: RelayError): void {
    this.refusal = error;
    this.last = event('error', problemOf(error));
    this.wake?.();
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.pending === undefined && this.last === undefined) await this.somethingOrHeartbeat();
    const text = `${this.pending ? event('delta', this.pending) : ''}${this.last ?? ''}`;
    this.pending = undefined;
    controller.enqueue(this.encoder.encode(text === '' ? ': still here\n\n' : text));
    if (this.last !== undefined) controller.close();
  }

  private async somethingOrHeartbeat(): Promise<void> {
    await new Promise<void>((resolve) => {
      const undo = this.clock.after(HEARTBEAT_MS, resolve);
      this.wake = () => {
        undo();
        resolve();
      };
    });
    this.wake = undefined;
  }
}

/** Two deltas as one: the second cuts what the first has said so far and appends. */
function joined(first: Delta | undefined, second: Delta): Delta {
  if (first?.id !== second.id || second.offset < first.offset) return second;
  return { ...first, text: first.text.slice(0, second.offset - first.offset) + second.text };
}

/** JSON has no line breaks outside its escapes, so one `data:` line holds it. */
const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
