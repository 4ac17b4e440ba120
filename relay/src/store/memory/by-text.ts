/** As SQLite orders text: by code points, which UTF-8 keeps. */
export const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
