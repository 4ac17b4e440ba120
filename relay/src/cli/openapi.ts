import { DEFAULT_LIMITS } from '@crm-chat/sdk/protocol';
import { createAdmin } from '../admin/admin.js';
import { createLocalBus } from '../bus/local-bus.js';
import { systemClock } from '../clock.js';
import { createHub } from '../delivery/hub.js';
import { RelayError } from '../errors.js';
import { createFiles } from '../files/create-files.js';
import { createDiskBlobs } from '../files/disk-blobs.js';
import { createApp } from '../http/app.js';
import { openApiDocument } from '../http/openapi.js';
import { createLog } from '../log.js';
import { createChatService, views } from '../service/chat-service.js';
import { createFileService } from '../service/file-service.js';
import { uuidV7 } from '../service/ids.js';
import { createReplies } from '../service/replies/replies.js';
import { createUploads } from '../service/uploads.js';
import { createMemoryStore } from '../store/memory/memory-store.js';
import type { Console } from './program.js';

/** `crm-chat-relay openapi`: the document of a relay that lives for this call alone, in memory. */
export async function printOpenApi(speak: Console): Promise<void> {
  const clock = systemClock;
  const limits = DEFAULT_LIMITS;
  const log = createLog('silent');
  const store = createMemoryStore({ epoch: 'none' });
  const bus = createLocalBus();
  const hub = createHub({ store, bus, clock, views, limits });
  const replies = createReplies({ store, bus, bot: null, clock, newId: uuidV7, limits });
  const service = createChatService({ store, bus, delivery: hub, limits, clock, replies });
  // Never started: nothing is written.
  const files = createFiles({ store, blobs: createDiskBlobs('files'), limits, clock });
  const refuse = () => Promise.reject(new RelayError('token_invalid'));
  const admin = createAdmin({
    ...{ service, store, clock, log, auditDays: 1 },
    uploads: createUploads({ store, files, clock, log }),
    newId: uuidV7,
    links: refuse,
    sign: refuse,
  });
  const app = createApp({
    endpoints: admin.endpoints,
    service,
    files: createFileService({ store, files, limits, clock }),
    limits,
    clock,
    log,
    authenticate: refuse,
    originAllowed: () => false,
    trustedProxyHops: 0,
    assets: null,
    health: { readiness: async () => null, metrics: async () => ({ type: 'text/plain', text: '' }) },
  });
  speak.out(JSON.stringify(openApiDocument(app), null, 2));
  hub.close();
  service.close();
  await replies.close();
  await store.close();
  await bus.close();
}
