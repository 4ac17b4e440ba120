import { noChange, type ChildPart } from 'lit';
import { Directive, directive, PartType, type PartInfo } from 'lit/directive.js';
import { insertPart, removePart, setChildPartValue } from 'lit/directive-helpers.js';

/**
 * A list that grows at its end: an item that is still the same object is not looked at again. `repeat` finds where an item
 * went; here nothing moves, and a word more in the last paragraph costs the same under one block as under a hundred.
 */
class Each extends Directive {
  readonly #parts: ChildPart[] = [];
  #items: readonly unknown[] = [];
  #template: unknown;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.CHILD) throw new Error('each() stands between tags only.');
  }

  override render(_items: readonly unknown[], _template: (item: never) => unknown): unknown {
    return noChange;
  }

  override update(container: ChildPart, [items, template]: Parameters<this['render']>): unknown {
    const known = this.#template === template ? this.#items : [];
    const parts = this.#parts;
    items.forEach((item, at) => {
      if (at < known.length && known[at] === item) return;
      const part = (parts[at] ??= insertPart(container));
      setChildPartValue(part, template(item as never));
    });
    for (const part of parts.splice(items.length)) removePart(part);
    this.#items = items;
    this.#template = template;
    return noChange;
  }
}

const create = directive(Each);

/** @param template the same function for as long as it draws the same. */
export const each = <T>(items: readonly T[], template: (item: T) => unknown): unknown => create(items, template);
