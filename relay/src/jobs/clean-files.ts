import type { Files } from '../files/files.js';
import type { Job } from './jobs.js';

/** A minute after the start, for machines that are off at night; then in the small hours, off the full hour. */
const FIRST_MS = 60_000;
const DAILY = '17 3 * * *';

/** Removes the files of deleted messages, and uploads that no message came to name. */
export const createFileCleanUp = (
  files: Pick<Files, 'sweep'>,
  log?: { info(fields: object, message: string): void },
): Job => ({
  name: 'file clean-up',
  cron: DAILY,
  firstMs: FIRST_MS,
  async run(signal) {
    const report = await files.sweep(signal);
    log?.info(report, 'cleaned up files');
  },
});
