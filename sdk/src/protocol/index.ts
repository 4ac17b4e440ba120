/** The contract between element and relay: types, the code table, limits. Imports nothing, runs anywhere. */
export * from './codes.js';
export type * from './entities.js';
export type * from './frames.js';
export type * from './http.js';
export * from './limits.js';
