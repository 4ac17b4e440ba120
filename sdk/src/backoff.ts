/** The longest pause between two tries. */
export const BACKOFF_CAP_MS = 30_000;
const BASE_MS = 500;

/**
 * Full jitter: anywhere between nothing and a bound that doubles. When a relay restarts, its thousand clients come back
 * spread over that time and not as one.
 *
 * @param attempt 0 for the first retry.
 */
export const backoff = (attempt: number, random: number): number =>
  random * Math.min(BACKOFF_CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16));

const RETRY_SOCKET_MS = 10_000;
const RETRY_SOCKET_MAX_MS = 120_000;

/** While polling works the socket is tried again after ten seconds or less, then after twice as long, up to two minutes. */
export const behindPolls = (attempt: number, random: number): number =>
  Math.min(RETRY_SOCKET_MAX_MS, RETRY_SOCKET_MS * 2 ** Math.min(attempt, 16)) * (0.5 + random / 2);
