import { fileURLToPath } from 'node:url';

/** A path within the repository. */
export const at = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
