/** What we put on the wire ourselves is what `ws` reads back. */
import assert from 'node:assert/strict';
import type { Writable } from 'node:stream';
import { test } from 'node:test';
import * as ws from 'ws';
import { encodeFrames, frameLength } from '../../src/delivery/frame.js';
import { Flusher } from '../../src/delivery/flusher.js';
import { Wire } from '../../src/delivery/wire.js';

/** `ws` exports both; its types do not name them. */
const { Receiver, Sender } = ws as unknown as {
  Receiver: new (options: { isServer: boolean; allowSynchronousEvents: boolean }) => Writable;
  Sender: { frame(data: Buffer, options: object): Buffer[] };
};

const read = (bytes: Uint8Array): string[] => {
  const texts: string[] = [];
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
  receiver.on('message', (data: Buffer, isBinary: boolean) => {
    assert.equal(isBinary, false);
    texts.push(data.toString());
  });
  receiver.on('error', (error) => assert.fail(error));
  receiver.write(bytes);
  return texts;
};

/** JSON texts of so many bytes. */
const textOf = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));

test('texts of every kind of length are read back, each alone and all behind each other', () => {
  const lengths = [2, 3, 124, 125, 126, 127, 128, 129, 65_534, 65_535, 65_536, 65_537, 70_000];
  const texts = [...lengths.map(textOf), JSON.stringify('Ünï çødé 🙂 שלום'), JSON.stringify('é'.repeat(62))];
  for (const text of texts) {
    const frame = encodeFrames([text]);
    assert.equal(frame.length, frameLength(text));
    assert.deepEqual(frame, Buffer.concat(Sender.frame(Buffer.from(text), serverText)), `${text.length} characters`);
  }
  assert.deepEqual(read(encodeFrames(texts)), texts);
  assert.equal(encodeFrames([]).length, 0);
});

/** What `ws` itself makes of it. */
const serverText = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true } as const;

for (const [name, room] of [
  ['few bytes of the room: one copy', [textOf(40), textOf(200)]],
  ['many bytes of the room: beside each other', [textOf(3000), textOf(5000)]],
  ['nothing of the room', []],
] as const) {
  test(`a socket gets what is for all before what is its own, ${name}`, () => {
    const written: Uint8Array[] = [];
    let corks = 0;
    const outlet = {
      write: (bytes: Uint8Array) => written.push(bytes) > 0,
      cork: () => (corks += 1),
      uncork: () => (corks -= 1),
      writableLength: 0,
    };
    const wire = new Wire(outlet, new Flusher(() => undefined), 1 << 20, () => assert.fail('It is fast enough.'));
    const shared = JSON.stringify('for several');
    wire.send('"first"');
    wire.send(encodeFrames([shared]));
    wire.send(textOf(300));
    wire.flushWith(room.length > 0 ? encodeFrames(room) : null);
    assert.deepEqual(read(Buffer.concat(written)), [...room, '"first"', shared, textOf(300)]);
    assert.equal(corks, 0);
    assert.ok(written.length <= 2);
    wire.flush();
    assert.ok(written.length <= 2, 'What was written is not written again.');
  });
}
