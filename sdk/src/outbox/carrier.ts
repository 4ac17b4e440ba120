/** What an outbox asks of whoever carries its entries to the relay. */
export type { Carrier, Settlement } from '../entry.js';
