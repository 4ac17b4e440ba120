/**
 * Marks that reorder or hide text around them: a name must not turn the sentence it stands in, and a file that is called
 * "invoice", such a mark and "fdp.exe" must not look like a PDF.
 */
// eslint-disable-next-line no-control-regex -- control characters are what has to go
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** What a stranger calls themselves or a file, on one line. */
export const plainName = (name: string): string => name.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
