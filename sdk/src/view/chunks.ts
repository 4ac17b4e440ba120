/** The lazy parts of messages, each asked for once; after a failure again, when something asks. */
import type * as Highlight from '../render/highlight.js';
import type * as Markdown from '../render/markdown.js';

class Chunk<T> {
  #loaded: T | null = null;
  #loading: Promise<T | null> | null = null;

  constructor(private readonly fetch: () => Promise<T>) {}

  get now(): T | null {
    return this.#loaded;
  }

  /** Null where it did not load: what needs it is shown without it. */
  async load(): Promise<T | null> {
    this.#loading ??= this.fetch().then(
      (chunk) => (this.#loaded = chunk),
      () => (this.#loading = null),
    );
    return this.#loading;
  }
}

/** Registers `<crm-chat-rich>`. */
export const richParts = new Chunk(async () => import('./rich.js'));
export const markdown = new Chunk<typeof Markdown>(async () => import('../render/markdown.js'));
export const highlighting = new Chunk<typeof Highlight>(async () => import('../render/highlight.js'));
