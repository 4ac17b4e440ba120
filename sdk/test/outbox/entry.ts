import type { NewOutboxEntry } from '../../src/outbox/outbox-store.js';

/** An entry as the outbox would add it. */
export const newEntry = (client_id: string, change: Partial<NewOutboxEntry> = {}): NewOutboxEntry => ({
  client_id,
  conversation_id: 'c1',
  open: null,
  act: { kind: 'send', content: { text: `text of ${client_id}` } },
  created_at: '2026-01-01T00:00:00.000Z',
  state: 'queued',
  was_sent: false,
  attempts: 0,
  error: null,
  not_before: 0,
  ack: null,
  ...change,
});
