/** For keys of a collection, which lists ascending: time counts down in them, so that the newest comes first. */
const COUNTDOWN = 9_999_999_999_999;

/** @param ms since 1970. */
export const newestFirst = (ms: number): string => String(COUNTDOWN - ms).padStart(13, '0');
