/** Words that the page sets itself: any part of the shape, and a plain text also where a sentence takes numbers or names. */
export type Overrides<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: never[]) => string
    ? T[K] | string
    : T[K] extends string
      ? string
      : Overrides<T[K]>;
};

type Tree = Readonly<Record<string, unknown>>;

/** `base` with what `given` has of its keys. What does not fit its place is left out: a page must not lose its chat by it. */
export function override<T extends object>(base: T, given: Overrides<T> | null): T {
  if (!given) return base;
  const entries = Object.entries(base).map(([key, own]: [string, unknown]) => {
    const other = (given as Tree)[key];
    if (own !== null && typeof own === 'object')
      return [key, other !== null && typeof other === 'object' ? override(own, other) : own];
    if (typeof own === 'function' && typeof other === 'string') return [key, () => other];
    return [key, typeof other === typeof own ? other : own];
  });
  return Object.fromEntries(entries) as T;
}
