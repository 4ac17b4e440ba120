import type { OutboxTabs } from '../../src/outbox/shared-entries.js';

export interface FakeTab extends OutboxTabs {
  isExclusive: boolean;
  lead(isLeader: boolean): void;
  /** A frozen one hears nothing. */
  isFrozen: boolean;
  readonly listeners: number;
  close(): void;
}

/** Tabs in one page; who leads is up to the test. */
export const createFakeTabs = (isExclusive = true) => {
  const tabs = new Set<FakeTab>();
  return {
    add(leads = false): FakeTab {
      const heard = new Map<string, Set<(body: unknown) => void>>();
      const told = new Set<(isLeader: boolean) => void>();
      const deliver = (type: string, body: unknown) => {
        for (const listener of heard.get(type) ?? []) listener(body);
      };
      let isLeader = leads;
      const tab: FakeTab & { deliver: typeof deliver } = {
        isExclusive,
        isFrozen: false,
        isLeader: () => isLeader,
        onLeaderChange(listener) {
          told.add(listener);
          return () => void told.delete(listener);
        },
        post(type, body) {
          for (const other of tabs) {
            if (other === tab || other.isFrozen) continue;
            queueMicrotask(() => (other as typeof tab).deliver(type, structuredClone(body)));
          }
        },
        on(type, listener) {
          const those = heard.get(type) ?? new Set();
          heard.set(type, those.add(listener));
          return () => void those.delete(listener);
        },
        deliver,
        lead(leadsNow) {
          isLeader = leadsNow;
          for (const listener of told) listener(leadsNow);
        },
        get listeners() {
          return told.size + [...heard.values()].reduce((sum, those) => sum + those.size, 0);
        },
        close: () => void tabs.delete(tab),
      };
      tabs.add(tab);
      return tab;
    },
  };
};
