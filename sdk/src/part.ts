/** `again` is what the address of a further try ends with; '' at the first. */
export type Load<T> = (again?: string) => Promise<T>;

/**
 * A chunk that may be asked for again after a failure. Firefox keeps the failure of an import for as long as the page is there, by
 * its address, so each further try has another one: the element's build hands it to the import.
 */
export const part = <T>(load: Load<T>): (() => Promise<T>) => {
  let failures = 0;
  return async () => {
    try {
      return await load(failures > 0 ? `?${String(failures)}` : '');
    } catch (error) {
      failures += 1;
      throw error;
    }
  };
};
