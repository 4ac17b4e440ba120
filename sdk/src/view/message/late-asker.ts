import type { ReactiveController } from 'lit';
import { againParts } from '../chunks.js';
import type { Asker } from './ask-again.js';

/** "Ask again": comes with the first answer that was cut off. */
export class LateAsker implements ReactiveController {
  /** Null until it is here. */
  now: Asker | null = null;
  #unwatch: () => void = () => undefined;

  constructor(private readonly host: ConstructorParameters<typeof Asker>[0]) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = againParts.watch(({ Asker: Again }) => {
      this.now ??= new Again(this.host);
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#unwatch();
  }
}
