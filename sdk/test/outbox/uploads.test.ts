import type { OutboxFile, UploadAnswer } from '../../src/entry.js';
import { createMemoryOutboxStore, createOutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import type { OutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import { createOutbox, type Outbox } from '../../src/outbox/outbox.js';
import { DEFAULT_LIMITS, type Attachment } from '../../src/protocol/index.js';
import { UPLOAD_TRIES } from '../../src/outbox/uploads.js';
import { equal, ok, settled as ran } from './assert.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { createFakeTabs, type FakeTab } from './fake-tabs.js';
import { SimRelay } from './sim-relay.js';

/** What brings files comes late: asked for after it, this is here after it. */
const settled = async (): Promise<void> => {
  await ran();
  await import('../../src/outbox/uploads.js');
  await ran();
};

interface Upload {
  upload_id: string;
  name: string;
  blob: Blob;
  signal: AbortSignal;
  progress(part: number): void;
  answer(answer: UploadAnswer): void;
}

const attachmentOf = (id: string): Attachment => ({
  id: `a of ${id}`,
  name: 'x.txt',
  type: 'text/plain',
  size: 1,
  url: `/api/attachments/a of ${id}/`,
});

const fileOf = (id: string): OutboxFile => ({
  id,
  name: `${id}.txt`,
  type: 'text/plain',
  size: 5,
  lost: 0,
  failures: 0,
  attachment: null,
});

describe('Files in the outbox', () => {
  let clock: FakeClock;
  let relay: SimRelay;
  let shelf: OutboxShelf;
  let uploads: Upload[];
  let isReady: boolean;
  const open: Outbox[] = [];

  beforeEach(() => {
    clock = createFakeClock();
    relay = new SimRelay();
    shelf = createOutboxShelf();
    uploads = [];
    isReady = true;
  });
  afterEach(() => {
    for (const outbox of open.splice(0)) outbox.close();
  });

  const start = async (tabs?: FakeTab): Promise<Outbox> => {
    const outbox = createOutbox({
      store: { ...createMemoryOutboxStore(shelf), durable: true },
      tabs: tabs ?? null,
      carrier: relay.carrier(),
      clock,
      limits: () => DEFAULT_LIMITS,
      isReady: () => isReady,
      uploader: ({ upload_id, name, blob }, progress, signal) =>
        new Promise((resolve) => {
          uploads.push({ upload_id, name, blob, signal, progress, answer: resolve });
          signal.addEventListener('abort', () =>
            resolve({ kind: 'retry', code: 'network', detail: 'aborted', retry_after: null }),
          );
        }),
    });
    open.push(outbox);
    await outbox.loaded;
    return outbox;
  };
  const send = (outbox: Outbox, text: string, ...ids: string[]) => {
    const files = ids.map(fileOf);
    const kept = ids.map((id) => ({ id, blob: new Blob([`of ${id}`]) }));
    return outbox.enqueue('c1', { kind: 'send', content: { text }, ...(ids.length > 0 && { files }) }, null, kept);
  };
  const done = async (upload: Upload | undefined) => {
    ok(upload, 'an upload');
    upload.answer({ kind: 'done', attachment: attachmentOf(upload.upload_id) });
    await settled();
  };
  const fail = async (upload: Upload | undefined, answer: Partial<UploadAnswer> = {}) => {
    ok(upload, 'an upload');
    upload.answer({ kind: 'retry', code: 'internal', detail: 'no', retry_after: null, ...answer } as UploadAnswer);
    await settled();
  };
  /** Lets time pass until the next timer. */
  const wait = async () => {
    clock.advance((clock.next() ?? clock.now()) - clock.now());
    await settled();
  };
  const serve = () => relay.serve(settled);
  const sent = () => relay.rows.map(({ text }) => text);
  const contents = () =>
    relay.sent.flatMap(({ entries }) => entries.map(({ act }) => (act.kind === 'send' ? act.content : null)));
  const only = (outbox: Outbox) => {
    const [entry] = outbox.entries('c1');
    ok(entry, 'an entry');
    return entry;
  };

  it('are brought to the relay before the message, which names them in their order', async () => {
    const outbox = await start();
    await send(outbox, 'look', 'f1', 'f2');
    await settled();
    equal(
      uploads.map(({ name }) => name),
      ['f1.txt', 'f2.txt'],
    );
    equal(await uploads[0]?.blob.text(), 'of f1');
    await done(uploads[1]);
    equal(relay.sent.length, 0, 'one is missing');
    await done(uploads[0]);
    await serve();
    equal(contents(), [{ text: 'look', attachment_ids: ['a of f1', 'a of f2'] }]);
    equal(only(outbox).state, 'settled');
  });

  it('hold up what is behind them and not what is before; other conversations go on', async () => {
    const outbox = await start();
    await send(outbox, 'before');
    await send(outbox, 'with a file', 'f1');
    await send(outbox, 'behind');
    await outbox.enqueue('c2', { kind: 'send', content: { text: 'elsewhere' } });
    await serve();
    equal(sent().sort(), ['before', 'elsewhere']);
    await done(uploads[0]);
    await serve();
    equal(sent().slice(2), ['with a file', 'behind']);
  });

  it('go two at a time, the oldest first', async () => {
    const outbox = await start();
    await send(outbox, 'many', 'f1', 'f2', 'f3');
    await settled();
    equal(uploads.length, 2);
    await done(uploads[0]);
    equal(uploads.length, 3);
  });

  it('survive the page: the next one goes on with what is missing', async () => {
    const first = await start();
    await send(first, 'kept', 'f1', 'f2');
    await settled();
    await done(uploads[0]);
    first.close();
    ok(uploads[1]?.signal.aborted, 'ended with its page');
    const next = await start();
    await settled();
    equal([uploads.length, uploads[2]?.upload_id, await uploads[2]?.blob.text()], [3, 'f2', 'of f2']);
    await done(uploads[2]);
    await serve();
    equal(sent(), ['kept']);
    equal(await (await next.file('f1'))?.text(), 'of f1');
  });

  it('wait for a line, and are tried again with growing pauses', async () => {
    isReady = false;
    const outbox = await start();
    await send(outbox, 'offline', 'f1');
    await settled();
    equal(uploads.length, 0);
    isReady = true;
    outbox.kick();
    await settled();
    await fail(uploads[0]);
    equal(uploads.length, 1);
    await wait();
    equal([uploads.length, uploads[1]?.upload_id], [2, 'f1']);
    await fail(uploads[1], { code: 'rate_limited', retry_after: 40 });
    const pause = (clock.next() ?? 0) - clock.now();
    ok(pause >= 40_000, `a pause of ${pause}`);
  });

  it(`are parked after ${UPLOAD_TRIES} failures, and go on when the person says so`, async () => {
    const outbox = await start();
    const { client_id } = await send(outbox, 'stubborn', 'f1');
    await settled();
    for (let i = 0; i < UPLOAD_TRIES; i += 1) {
      await fail(uploads[i]);
      if (i < UPLOAD_TRIES - 1) await wait();
    }
    equal([only(outbox).state, only(outbox).error?.code], ['failed', 'upload_failed']);
    equal(clock.timers <= 1, true, 'nothing is tried');
    await outbox.retry(client_id);
    await settled();
    await done(uploads[UPLOAD_TRIES]);
    await serve();
    equal(sent(), ['stubborn']);
  });

  it('count no failure while the line is down', async () => {
    const outbox = await start();
    await send(outbox, 'train', 'f1');
    for (let i = 0; i < UPLOAD_TRIES * 2; i += 1) {
      await settled();
      isReady = false;
      await fail(uploads[i], { code: 'network' });
      isReady = true;
      outbox.kick();
    }
    await settled();
    await done(uploads.at(-1));
    await serve();
    equal(sent(), ['train']);
  });

  it('that the relay refuses park their message, and what is behind it goes on', async () => {
    const outbox = await start();
    await send(outbox, 'refused', 'f1');
    await send(outbox, 'behind');
    await settled();
    await fail(uploads[0], { kind: 'refused', code: 'file_type_refused', detail: 'Not that kind.' });
    await serve();
    equal([only(outbox).state, only(outbox).error?.code], ['failed', 'file_type_refused']);
    equal(sent(), ['behind']);
  });

  it('go with a message that is given up, under way or parked', async () => {
    const outbox = await start();
    const { client_id } = await send(outbox, 'never mind', 'f1');
    await settled();
    ok(await outbox.discard(client_id));
    await settled();
    ok(uploads[0]?.signal.aborted, 'ended');
    equal([await outbox.file('f1'), shelf.files.size, outbox.entries('c1').length], [null, 0, 0]);
  });

  it('that the relay has no more are brought there again from the copy, as other uploads', async () => {
    const outbox = await start();
    const { client_id } = await send(outbox, 'again', 'f1');
    await settled();
    await done(uploads[0]);
    relay.refuses.set(client_id, 'attachment_gone');
    await serve();
    relay.refuses.delete(client_id);
    await settled();
    equal(uploads[1]?.upload_id, 'f1.1');
    equal(await uploads[1]?.blob.text(), 'of f1');
    await done(uploads[1]);
    await serve();
    equal(sent(), ['again']);
    equal(contents().at(-1), { text: 'again', attachment_ids: ['a of f1.1'] });
  });

  it('that are lost again and again are for the person to see', async () => {
    const outbox = await start();
    const { client_id } = await send(outbox, 'cursed', 'f1');
    relay.refuses.set(client_id, 'attachment_gone');
    for (let i = 0; only(outbox).state !== 'failed' && i < 10; i += 1) {
      await settled();
      if (uploads[i]) await done(uploads[i]);
      await serve();
      await wait();
    }
    equal([only(outbox).state, only(outbox).error?.code, uploads.length], ['failed', 'attachment_gone', 4]);
  });

  it('that the relay had before go along at once; should it have them no more, there is no copy to upload', async () => {
    const outbox = await start();
    const attachment = attachmentOf('before');
    const files = [{ ...fileOf(attachment.id), attachment }];
    const again = async (text: string) =>
      outbox.enqueue('c1', { kind: 'send', content: { text, attachment_ids: [attachment.id] }, files });
    await again('once more');
    await serve();
    equal([sent(), uploads.length], [['once more'], 0]);
    const { client_id } = await again('too late');
    relay.refuses.set(client_id, 'attachment_gone');
    await serve();
    const last = outbox.entries('c1').at(-1);
    equal([last?.state, last?.error?.code, uploads.length], ['failed', 'attachment_gone', 0]);
  });

  it('are brought there by the tab that leads; every tab sees how far they are', async () => {
    const tabs = createFakeTabs();
    const leading = tabs.add(true);
    const leader = await start(leading);
    const other = await start(tabs.add());
    const seen: number[] = [];
    other.onProgress((progress) => seen.push(progress.get('f1') ?? -1));
    await send(other, 'from the other', 'f1');
    await settled();
    await settled();
    equal(uploads.length, 1);
    clock.advance(1000);
    uploads[0]?.progress(0.5);
    await settled();
    await done(uploads[0]);
    await serve();
    await settled();
    equal(seen.includes(0.5), true);
    equal(seen.at(-1), -1, 'it has ended');
    equal(sent(), ['from the other']);
    equal(only(leader).state, 'settled');
  });

  it('that are not on this device any more are said to be', async () => {
    const outbox = await start();
    isReady = false;
    await send(outbox, 'gone', 'f1');
    shelf.files.clear();
    isReady = true;
    outbox.kick();
    await settled();
    equal([uploads.length, only(outbox).state, only(outbox).error?.code], [0, 'failed', 'upload_failed']);
  });
});
