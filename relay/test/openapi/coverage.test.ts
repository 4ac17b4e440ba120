import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { RelayError } from '../../src/errors.js';
import { GENEROUS, startLive, type Live } from '../live.js';
import { createHandClock } from '../replies/hand-clock.js';
import { readDocument, type ApiDocument } from './document.js';
import { Ledger } from './ledger.js';
import { otherMethod, probesOf, strangePath, type Probe } from './probes.js';
import { TOUR, tourBot, Walker } from './tour.js';

const send = (live: Live, { method, path, headers, body }: Probe, token: string | null) =>
  live.request(path, {
    method,
    headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
  });

/** Each probe of each operation, as somebody with this token. @returns answers that the document does not name. */
async function probe(live: Live, document: ApiDocument, ledger: Ledger, token: string | null): Promise<string[]> {
  const faults: string[] = [];
  for (const located of document.operations) {
    for (const each of [...probesOf(document, located), otherMethod(located)]) {
      const response = await send(live, each, token);
      // What is asked under another method is told of the operations of the path.
      const fault = await ledger.take({ method: located.method, path: each.path }, response);
      if (fault !== null) faults.push(`${each.method} ${each.path} ${each.body?.slice(0, 80) ?? ''}: ${fault}`);
    }
  }
  return faults;
}

/** A body that begins and does not go on, for every operation that takes one. @returns answers that the document does not name. */
async function dawdle(t: TestContext, document: ApiDocument, ledger: Ledger): Promise<string[]> {
  const clock = createHandClock(Date.now());
  const live = await startLive(t, { clock, limits: GENEROUS });
  const authorization = `Bearer ${await live.token('root', { role: 'admin', expiresIn: 86_400 })}`;
  const faults: string[] = [];
  for (const located of document.operations) {
    const [type] = Object.keys(located.operation.requestBody?.content ?? {});
    if (type === undefined) continue;
    const headers = { authorization, 'content-type': `${type}${type === 'multipart/form-data' ? '; boundary=b' : ''}` };
    const body = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('--')) });
    const path = strangePath(located);
    let answer: Response | undefined;
    const asking = live
      .request(path, { method: located.method, headers, body, duplex: 'half' } as RequestInit)
      .then((response) => (answer = response));
    // The relay has begun to wait once turning its clock makes it answer.
    while (answer === undefined) await clock.advance(61_000);
    const fault = await ledger.take({ method: located.method, path }, await asking);
    if (fault !== null) faults.push(`${located.method} ${path}: ${fault}`);
  }
  return faults;
}

test('every route, status and schema of the document is brought about, and no answer is another', async (t) => {
  const live = await startLive(t, { bot: tourBot, limits: GENEROUS });
  const document = await readDocument(live);
  const ledger = new Ledger(document);
  const walker = new Walker(live, ledger);
  for (const stop of TOUR) await stop(walker);

  const faults = [...walker.faults];
  // One that has expired may come as often as it likes; the others are refused by their address after a while.
  const expired = await live.token('eve', { expiresIn: -3600 });
  for (const token of [expired, await live.token('eve'), await live.token('root', { role: 'admin' })]) {
    faults.push(...(await probe(live, document, ledger, token)));
  }
  for (let i = 0; i < 100; i += 1) await (await live.request('/api/conversations/')).text();
  faults.push(...(await probe(live, document, ledger, null)));
  for (const error of [new Error('a mistake'), new RelayError('storage_unavailable')]) {
    const ill = await startLive(t, { authenticate: () => Promise.reject(error) });
    faults.push(...(await probe(ill, document, ledger, 'any')));
  }
  faults.push(...(await dawdle(t, document, ledger)));
  assert.deepEqual(faults, []);
  assert.deepEqual(
    ledger.missing,
    [],
    'These are in the document, and nothing brings them about: add a stop to relay/test/openapi/tour.ts.',
  );
});
