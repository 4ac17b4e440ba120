/** Everything below a space but what lays a text out, and ESC: logs are full of colours. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/;

/** Whether bytes are text, told as they go by. */
export class PlainText {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #fault: string | null = null;

  push(chunk: Uint8Array): void {
    this.#decode(() => this.#decoder.decode(chunk, { stream: true }));
  }

  /** What is wrong with the whole of it, in words that follow "The file"; null for a text. */
  end(): string | null {
    this.#decode(() => this.#decoder.decode());
    return this.#fault;
  }

  #decode(decode: () => string): void {
    if (this.#fault !== null) return;
    try {
      if (CONTROLS.test(decode())) this.#fault = 'holds bytes that no text has';
    } catch {
      this.#fault = 'is not UTF-8';
    }
  }
}
