import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadableAtom } from 'nanostores';

/** Renders its host anew when one of the watched stores changes, for as long as the host is in the document. */
export class StoreController implements ReactiveController {
  #stores: readonly ReadableAtom[] = [];
  #undo: (() => void)[] = [];

  constructor(private readonly host: ReactiveControllerHost & { readonly isConnected: boolean }) {
    host.addController(this);
  }

  watch(stores: readonly ReadableAtom[]): void {
    this.#stores = stores;
    if (this.host.isConnected) this.hostConnected();
  }

  hostConnected(): void {
    this.hostDisconnected();
    this.#undo = this.#stores.map((store) =>
      store.listen(() => {
        this.host.requestUpdate();
      }),
    );
  }

  hostDisconnected(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
