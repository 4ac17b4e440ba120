/** The admin API: its routes, and what it does by itself. docs/relay.md, "Admin". */
import type { Authenticate, Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { EndpointGround } from '../http/endpoint.js';
import type { Job } from '../jobs/jobs.js';
import type { ChatService } from '../service/service.js';
import type { Uploads } from '../service/uploads.js';
import type { Store } from '../store/store.js';
import { Acts } from './acts.js';
import { AuditLog } from './audit.js';
import { Erasures } from './erasures.js';
import { auditRoutes } from './routes/audit.js';
import { conversationAdminRoutes } from './routes/conversations.js';
import { forAdmins, type AdminGround } from './routes/ground.js';
import { messageAdminRoutes } from './routes/messages.js';
import { participantAdminRoutes } from './routes/participants.js';
import { peopleAdminRoutes } from './routes/people.js';
import { promptAdminRoutes } from './routes/prompts.js';
import { forgetLinks, sessionRoutes } from './routes/session.js';
import { uploadAdminRoutes } from './routes/uploads.js';

export interface AdminOptions {
  readonly service: ChatService;
  readonly uploads: Uploads;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: { warn(fields: object, message: string): void };
  /** `AUDIT_DAYS`. */
  readonly auditDays: number;
  readonly links: Authenticate;
  readonly sign: (principal: Principal) => Promise<string>;
}

export interface Admin {
  readonly endpoints: (ground: EndpointGround) => void;
  readonly jobs: readonly Job[];
  /**
   * Takes up what an earlier relay has left. Before anybody is served.
   *
   * @param ownsAll no other relay has this store.
   */
  start(options: { ownsAll: boolean }): Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createAdmin(options: AdminOptions): Admin {
  const { service, uploads, store, clock, log } = options;
  const audit = new AuditLog(store, clock, options.auditDays);
  const acts = new Acts({ ...options, audit });
  const erasures = new Erasures({ store, uploads, clock, log });

  return {
    endpoints(ground) {
      const parts = { service, uploads, store, acts, audit, erasures };
      const admins: AdminGround = { endpoints: forAdmins(ground), door: ground, ...parts };
      conversationAdminRoutes(admins);
      participantAdminRoutes(admins);
      messageAdminRoutes(admins);
      promptAdminRoutes(admins);
      uploadAdminRoutes(admins);
      peopleAdminRoutes(admins);
      auditRoutes(admins);
      sessionRoutes(admins, options);
    },
    jobs: [
      {
        name: 'admin acts',
        everyMs: MINUTE_MS,
        async run() {
          await acts.settleLeftOvers();
          await forgetLinks(store, clock.now());
        },
      },
      { name: 'audit retention', everyMs: HOUR_MS, run: (signal) => audit.retain(signal) },
    ],
    async start({ ownsAll }) {
      await acts.settleLeftOvers({ all: ownsAll });
      await erasures.resume();
    },
    close: () => erasures.close(),
  };
}
