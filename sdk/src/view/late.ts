import { nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import type { LateParts } from './chunks.js';

type Given<T> = [chunk: LateParts<T>, draw: (parts: T) => unknown, meanwhile?: unknown];

/** What a chunk draws, and until that is here what stands in for it. Also where it is not rendered again meanwhile. */
class Late<T> extends AsyncDirective {
  #given: Given<T> | null = null;
  #undo: (() => void) | null = null;

  override render(...given: Given<T>): unknown {
    const [chunk, draw, meanwhile = nothing] = given;
    if (this.#given?.[0] !== chunk) this.disconnected();
    this.#given = given;
    if (chunk.now !== null) return draw(chunk.now);
    this.#wait();
    void chunk.load();
    return meanwhile;
  }

  protected override disconnected(): void {
    this.#undo?.();
    this.#undo = null;
  }

  protected override reconnected(): void {
    this.#wait();
  }

  #wait(): void {
    this.#undo ??=
      this.#given?.[0].watch((parts) => {
        if (this.#given) this.setValue(this.#given[1](parts));
      }) ?? null;
  }
}

const create = directive(Late);

/** @param meanwhile what is plain and still useful; it is all there is where the chunk cannot be had. */
export const late = <T>(...given: Given<T>): unknown => create(...(given as Given<unknown>));
