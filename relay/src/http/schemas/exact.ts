/**
 * The type of a value that was parsed from JSON: an optional field is absent or has a value, never `undefined`. zod's
 * `.optional()` says `T | undefined`, which `exactOptionalPropertyTypes` rightly tells apart.
 */
export type Exact<T> = T extends readonly (infer Item)[]
  ? // A pair stays one.
    number extends T['length']
    ? Exact<Item>[]
    : T
  : T extends object
    ? { [Key in keyof T]: Exact<Exclude<T[Key], undefined>> }
    : T;
