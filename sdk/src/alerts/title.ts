/** Keeps "(2) " in front of the page's title, which stays the page's: it may change it at any time. */
export class TitleCount {
  #shown = '';
  readonly #changes = new MutationObserver(() => {
    if (!document.title.startsWith(this.#shown)) this.#write(this.#shown);
  });

  set(count: number): void {
    const prefix = count > 0 ? `(${count > 99 ? '99+' : String(count)}) ` : '';
    if (prefix === this.#shown) return;
    this.#write(prefix);
    // Pages change the text of the title, or put another one there.
    if (prefix) this.#changes.observe(document.head, { childList: true, characterData: true, subtree: true });
    else this.#changes.disconnect();
  }

  close(): void {
    this.#changes.disconnect();
    this.#write('');
  }

  #write(prefix: string): void {
    const { title } = document;
    const own = title.startsWith(this.#shown) ? title.slice(this.#shown.length) : title;
    this.#shown = prefix;
    if (document.title !== prefix + own) document.title = prefix + own;
  }
}
