/** How pages and frameworks write the element's properties. */
import type { PropertyValues, ReactiveElement } from 'lit';

/** Of a boolean attribute. `"false"` counts as none: some frameworks write a `false` into an attribute as that text. */
export const flag = { fromAttribute: (value: string | null): boolean => value !== null && value !== 'false' };

/** Frameworks take a property back by `undefined`, or a switch by `null`: it gets the value that means "not given". */
export function settleEmpty<T extends ReactiveElement>(element: T, changed: PropertyValues<T>): void {
  const { elementProperties } = element.constructor as typeof ReactiveElement;
  for (const name of changed.keys()) {
    if ((element[name as keyof T] ?? null) !== null) continue;
    const empty = elementProperties.get(name)?.type === Boolean ? false : null;
    Object.assign(element, { [name]: empty });
  }
}
