/**
 * Ids that no address can have in it, percent-encoded or not: who parses one folds them (URL Standard, dot segments). A
 * person of that id could be taken out of nothing.
 */
export const UNNAMEABLE_IDS: readonly string[] = ['.', '..'];
