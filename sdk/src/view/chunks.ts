/** The lazy parts of messages, each asked for once; after a failure again, when something asks. */
import type * as Highlight from '../render/highlight.js';
import type * as Markdown from '../render/markdown.js';
import type * as FileParts from './attachments/file-parts.js';

class Chunk<T> {
  #loaded: T | null = null;
  #loading: Promise<T | null> | null = null;
  readonly #watching = new Set<(chunk: T) => void>();

  constructor(private readonly fetch: () => Promise<T>) {}

  get now(): T | null {
    return this.#loaded;
  }

  /** Null where it did not load: what needs it is shown without it. */
  async load(): Promise<T | null> {
    this.#loading ??= this.fetch().then(
      (chunk) => {
        this.#loaded = chunk;
        for (const watch of this.#watching) watch(chunk);
        return chunk;
      },
      () => (this.#loading = null),
    );
    return this.#loading;
  }

  /** Calls at once where it is here, else once it is. Returns the undo. */
  watch(watch: (chunk: T) => void): () => void {
    if (this.#loaded) watch(this.#loaded);
    else this.#watching.add(watch);
    return () => {
      this.#watching.delete(watch);
    };
  }
}

/** `<crm-chat-menu>`, where the page offers something to switch. */
export const menuParts = new Chunk(async () => import('./panel/menu.js'));
/** Registers `<crm-chat-rich>`. */
export const richParts = new Chunk(async () => import('./message/rich.js'));
export const markdown = new Chunk<typeof Markdown>(async () => import('../render/markdown.js'));
export const highlighting = new Chunk<typeof Highlight>(async () => import('../render/highlight.js'));
/** Whatever is shown of a file, and what is asked about one: comes with the first. */
export const fileParts = new Chunk<typeof FileParts>(async () => import('./attachments/file-parts.js'));
