import type { Counting } from '../counting.js';

/** Of files that wait in the field, stand in messages and are looked at. */
export const fileWords = ({ number, plural }: Counting<'en'>) => ({
  files: {
    attached: 'Attached files',
    remove: (file: string) => `Remove ${file}`,
    drop: 'Drop to attach',
    dropLimits: (n: number, size: string) =>
      plural(n, { one: `One file, ${size} at most`, other: `Up to # files, ${size} each` }),
    tooLarge: (file: string, size: string, max: string) => `“${file}” is ${size}. Files may be ${max} at most.`,
    empty: (file: string) => `“${file}” is empty.`,
    kind: (file: string) => `Files of this kind are not accepted: ${file}.`,
    max: (n: number) =>
      plural(n, { one: 'A message takes one file at most.', other: 'A message takes # files at most.' }),
    uploading: (file: string) => `Uploading ${file}`,
    cancel: 'Cancel upload',
    download: (file: string) => `Download ${file}`,
    gone: 'This file is not available any more.',
    open: (file: string) => `Open ${file}`,
    missing: 'This picture could not be loaded.',
    position: (at: number, of: number) => `Picture ${number(at)} of ${number(of)}`,
    close: 'Close picture',
    previous: 'Previous picture',
    next: 'Next picture',
  },
});
