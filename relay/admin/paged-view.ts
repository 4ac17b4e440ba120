import type { PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import { View } from './view.js';

export interface Page<Item> {
  readonly results: readonly Item[];
  readonly next: string | null;
}

/** A list that is read page by page: anew when its filters change, on with More. Its rows stand in `.rows`. */
export abstract class PagedView<Item> extends View {
  /** Null before the first page. */
  @state() protected items: readonly Item[] | null = null;
  @state() protected next: string | null = null;

  /** @param cursor empty for the first page. */
  protected abstract page(cursor: string): Promise<Page<Item>>;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query')) void this.#first();
  }

  async #first(): Promise<void> {
    await this.load(
      () => this.page(''),
      (page) => {
        this.items = page.results;
        this.next = page.next;
      },
    );
  }

  /** @param within what takes the focus in the first row that came: a selector, with what goes before it; empty for the row. */
  protected async loadMore(within = ''): Promise<void> {
    const shown = this.items ?? [];
    const isShown = await this.load(
      () => this.page(this.next ?? ''),
      (page) => {
        this.items = [...shown, ...page.results];
        this.next = page.next;
      },
    );
    if (isShown) this.focusOn(`.rows > li:nth-child(${shown.length + 1})${within}`);
  }
}
