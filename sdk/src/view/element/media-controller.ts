import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A media query that renders its host anew when it changes. */
export class MediaController implements ReactiveController {
  readonly #query: MediaQueryList;

  constructor(
    private readonly host: ReactiveControllerHost,
    query: string,
  ) {
    this.#query = matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    this.#query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#query.removeEventListener('change', this.#changed);
  }

  #changed = (): void => {
    this.host.requestUpdate();
  };
}
