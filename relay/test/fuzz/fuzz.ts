import fc from 'fast-check';
import type { RelayOverrides } from '../../src/relay.js';
import { readDocument } from '../openapi/document.js';
import { verdict } from './judge.js';
import { requests, type FuzzRequest } from './requests.js';
import { FuzzWorld, ROLES } from './world.js';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Of the relay that is asked. */
  readonly overrides?: RelayOverrides;
  /** The one operation to ask, by its id. */
  readonly only?: string;
  /** Told of each answer. */
  readonly heard?: (request: FuzzRequest, status: number) => void;
}

/** Who gets furthest, and so is worth the most. */
const BUSY = ['member', 'agent', 'admin'] as const;

/** Requests remove what they name in time; each stretch begins on conversations of its own. */
const STRETCH = 250;

/**
 * Sends what the relay's own document makes one think of, as everybody, and holds each answer to that document.
 *
 * @throws Error with the smallest request that is answered wrongly, and the seed that finds it again.
 */
export async function fuzz({ runs, seed, overrides, only, heard }: FuzzOptions): Promise<void> {
  const world = await FuzzWorld.open(overrides);
  try {
    const document = await readDocument(world.live);
    for (let done = 0; done < runs; done += STRETCH) {
      const pools = await world.furnish();
      const property = fc.asyncProperty(
        requests(document, pools, only),
        fc.constantFrom(...ROLES, ...BUSY, ...BUSY),
        async (request, role) => {
          const answer = await world.send(request, role);
          heard?.(request, answer.status);
          const wrong = verdict(document, request, role, answer);
          if (wrong === null) return;
          throw new Error(
            `${request.method} ${request.path.slice(0, 200)} as ${role} → ${answer.status}: ${wrong}\n${answer.text.slice(0, 600)}`,
          );
        },
      );
      await fc.assert(property, { numRuns: Math.min(STRETCH, runs - done), seed: seed + done });
    }
  } finally {
    await world.close();
  }
}
