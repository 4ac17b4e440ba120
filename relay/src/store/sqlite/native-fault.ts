/** Says what to do where SQLite's native part does not load; its loader would list a dozen places. Null for other errors. */
export function nativeFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const isOther = 'code' in error && error.code === 'ERR_DLOPEN_FAILED';
  if (!isOther && !error.message.startsWith('Could not locate the bindings file')) return null;
  const what = isOther ? 'was built for another Node or another system' : 'is missing: its install script did not run';
  return `The native part of better-sqlite3 ${what}. Run npm rebuild --allow-scripts=better-sqlite3 better-sqlite3 where the relay is installed (with -g after npm install -g).`;
}
