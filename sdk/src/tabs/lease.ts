import type { Clock } from '../clock.js';
import type { TabsPlatform } from './channel.js';
import type { Leadership, Told } from './lock.js';

const LEASE_MS = 10_000;
const RENEW_MS = 3000;
/** Tabs hear of each other's writes after a moment: whoever takes a lease looks again before believing it. */
const SETTLE_MS = 150;

interface Lease {
  id: string;
  until: number;
}

const parse = (text: string | null, now: number): Lease | null => {
  const [id, until] = (text ?? '').split(' ');
  const end = Number(until);
  // One that ends later than any lease does was written before the device's clock was set back.
  return id && end > now && end <= now + LEASE_MS ? { id, until: end } : null;
};

/**
 * The lease is a line in localStorage, renewed while its tab lives. Two tabs that take it at once both look again, and the
 * lower id stays. A hidden tab whose timers are slowed loses it to a visible one, which is as it should be: once its own
 * lease has run out it does not take the other's place again, whatever its id.
 */
export class LeaseLeadership implements Leadership {
  readonly isExclusive = false;
  readonly #id: string;
  #isLeader = false;
  /** When the lease that this tab wrote last ends. */
  #until = 0;
  #stop: () => void = () => undefined;
  #isClosed = false;

  constructor(
    private readonly storage: Storage,
    private readonly platform: TabsPlatform,
    private readonly key: string,
    private readonly clock: Clock,
    private readonly tell: Told,
  ) {
    this.#id = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('-');
    platform.events?.addEventListener('storage', this.#heard);
    platform.events?.addEventListener('pagehide', this.#leave);
    this.#look();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#leave();
    this.platform.events?.removeEventListener('storage', this.#heard);
    this.platform.events?.removeEventListener('pagehide', this.#leave);
  }

  readonly #heard = (event: Event) => {
    if ((event as StorageEvent).key !== this.key) return;
    const lease = this.#read();
    if (this.#isLeader) this.#look();
    // Given back: whoever looks first has it.
    else if (!lease) this.#lookAfter(this.clock.random() * SETTLE_MS);
  };

  readonly #leave = () => {
    if (this.#read()?.id === this.#id) this.storage.removeItem(this.key);
    this.#lead(false);
  };

  #read(): Lease | null {
    return parse(this.storage.getItem(this.key), this.clock.now());
  }

  #write(): void {
    this.#until = this.clock.now() + LEASE_MS;
    try {
      this.storage.setItem(this.key, `${this.#id} ${this.#until}`);
    } catch {
      // A full storage: nobody can take the lease, so everybody does as if alone.
      this.#lead(true);
    }
  }

  #look(): void {
    const lease = this.#read();
    const isMine = lease?.id === this.#id;
    if (isMine) {
      this.#write();
      this.#lead(true);
    } else if (!lease) {
      this.#write();
      return this.#lookAfter(SETTLE_MS);
    } else if (this.#isLeader && this.#id < lease.id && this.clock.now() < this.#until) {
      this.#write();
    } else {
      this.#lead(false);
    }
    this.#lookAfter(RENEW_MS);
  }

  #lookAfter(ms: number): void {
    this.#stop();
    this.#stop = this.clock.after(ms, () => this.#look());
  }

  #lead(isLeader: boolean): void {
    if (this.#isLeader === isLeader) return;
    this.#isLeader = isLeader;
    this.tell(isLeader);
  }
}
