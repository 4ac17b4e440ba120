import type { Code } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../auth/principal.js';
import { RelayError } from '../../errors.js';
import type { EndpointGround } from '../../http/endpoint.js';
import { roleMay } from '../../service/access.js';
import type { ChatService } from '../../service/service.js';
import type { Uploads } from '../../service/uploads.js';
import type { Store } from '../../store/store.js';
import type { Acts } from '../acts.js';
import type { AuditLog } from '../audit.js';
import type { Erasures } from '../erasures.js';

/** What every admin route stands on. */
export interface AdminGround {
  /** For admins alone. */
  readonly endpoints: EndpointGround;
  /** For whoever comes. */
  readonly door: EndpointGround;
  readonly service: ChatService;
  readonly uploads: Uploads;
  readonly store: Store;
  readonly acts: Acts;
  readonly audit: AuditLog;
  readonly erasures: Erasures;
}

/** Whoever is no admin learns nothing more, not even whether their request was well-formed. */
export function forAdmins(ground: EndpointGround): EndpointGround {
  const admit = async (authorization: string | undefined, address: string): Promise<Principal> => {
    const principal = await ground.guard.admit(authorization, address);
    if (!roleMay(principal, 'administer')) throw new RelayError('forbidden');
    return principal;
  };
  return { ...ground, guard: { ...ground.guard, admit } };
}

export const READING = ['forbidden'] as const satisfies readonly Code[];
export const WRITING = ['forbidden', 'idempotency_mismatch'] as const satisfies readonly Code[];

/** Fields apart from the `client_id` that comes with them. */
export function apart<Body extends { client_id?: string }>({ client_id, ...fields }: Body) {
  return { client_id, fields };
}
