import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { RelayFrame } from '@crm-chat/sdk/protocol';
import type { Live } from '../live.js';

/** Between an ack and the next send: on the quickest machine, too, less than the ten a second that the relay takes from one person. */
const PAUSE_MS = 110;
/** Far more than a busy machine needs; less than a person would wait. */
const PATIENCE_MS = 30_000;

interface Side {
  readonly socket: WebSocket;
  readonly frames: RelayFrame[];
  readonly closes: number[];
}

/**
 * Two people who talk while somebody else attacks the same relay, and are to notice nothing: no close, no refusal, each
 * message acknowledged, and heard by the other once and in order.
 */
export class Bystander {
  private readonly sent: string[] = [];
  private stopped = false;
  private readonly talking: Promise<void>;
  private heard: (() => void)[] = [];

  private constructor(
    private readonly speaker: Side,
    private readonly listener: Side,
  ) {
    for (const { socket } of [speaker, listener]) {
      socket.on('message', () => {
        for (const wake of this.heard.splice(0)) wake();
      });
    }
    this.talking = this.talk();
    // Told where it is asked for: by `notices` and `end`.
    this.talking.catch(() => undefined);
  }

  static async start(t: TestContext, live: Live): Promise<Bystander> {
    const person = await live.person('ann-bystander');
    const { conversation_id: id } = await person.say('hello');
    const agent = await live.token('bob-bystander', { role: 'agent' });
    const [speaker, listener] = [await join(live, id, person.token), await join(live, id, agent)];
    t.after(() => {
      for (const { socket } of [speaker, listener]) socket.terminate();
    });
    return new Bystander(speaker, listener);
  }

  /** Waits until a message that was sent after this call has been acknowledged and heard. */
  async goesOn(): Promise<void> {
    const count = this.sent.length;
    await this.until(() => this.acks.length > count + 1, 'the next ack');
  }

  /** Ends the talk. @returns how many messages it had. */
  async end(): Promise<number> {
    this.stopped = true;
    await this.talking;
    await this.until(() => this.received.length >= this.sent.length, 'the last message');
    assert.deepEqual([...this.speaker.closes, ...this.listener.closes], [], 'no socket was closed');
    const types = [...this.speaker.frames, ...this.listener.frames].map(({ type }) => type);
    for (const bad of ['nack', 'reset', 'goaway']) assert.ok(!types.includes(bad as RelayFrame['type']), bad);
    assert.deepEqual(this.acks, this.sent, 'each send has its ack');
    assert.deepEqual(this.received, this.sent, 'each message was heard once, in order');
    return this.sent.length;
  }

  private get acks(): string[] {
    return this.speaker.frames.flatMap((frame) => (frame.type === 'ack' ? [frame.client_id] : []));
  }

  private get received(): string[] {
    return this.listener.frames.flatMap((frame) =>
      frame.type === 'message:new' && frame.message.client_id !== null && frame.message.text.startsWith('bystander')
        ? [frame.message.client_id]
        : [],
    );
  }

  private async talk(): Promise<void> {
    while (!this.stopped) {
      const client_id = randomUUID();
      this.sent.push(client_id);
      this.speaker.socket.send(
        JSON.stringify({ type: 'message:new', client_id, text: `bystander ${this.sent.length}` }),
      );
      await this.until(() => this.acks.length === this.sent.length, 'an ack');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async until(condition: () => boolean, what: string): Promise<void> {
    const watchdog = AbortSignal.timeout(PATIENCE_MS);
    const gone = once(watchdog, 'abort');
    while (!condition()) {
      assert.deepEqual(
        [...this.speaker.closes, ...this.listener.closes],
        [],
        `a socket was closed, waiting for ${what}`,
      );
      assert.ok(!watchdog.aborted, `the bystander waited in vain for ${what}`);
      await Promise.race([new Promise<void>((resolve) => this.heard.push(resolve)), gone]);
    }
  }
}

async function join(live: Live, id: string, token: string): Promise<Side> {
  const socket = new WebSocket(`${live.socketUrl}/ws/chat/${id}/`);
  const side: Side = { socket, frames: [], closes: [] };
  socket.on('close', (code) => side.closes.push(code));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', v: 1, token }));
  const entered = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as RelayFrame;
      side.frames.push(frame);
      if (frame.type === 'ping') socket.send('{"type":"pong"}');
      if (frame.type === 'sync') resolve();
    });
  });
  await entered;
  return side;
}
