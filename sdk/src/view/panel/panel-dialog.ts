import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The dialog that a panel is, beside the page or in place of it. */
export class PanelDialog implements ReactiveController {
  #isModal = false;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    // What left the document is no modal dialog any more, whatever its attribute says.
    this.#isModal = false;
  }

  /** Beside the page it opens without the focus, which is taken when asked. */
  sync(open: boolean, modal: boolean): void {
    const dialog = this.host.querySelector('dialog');
    if (!dialog) return;
    const { activeElement } = this.host.getRootNode() as ShadowRoot;
    if (dialog.open && (!open || modal !== this.#isModal)) this.#shut(dialog);
    if (!open || dialog.open) return;
    if (modal) dialog.showModal();
    else dialog.open = true;
    this.#isModal = modal;
    // From beside the page to full screen or back: whoever was typing goes on typing.
    if (dialog.contains(activeElement)) (activeElement as HTMLElement).focus();
  }

  #shut(dialog: HTMLDialogElement): void {
    if (this.#isModal) dialog.close();
    else dialog.open = false;
    this.#isModal = false;
  }
}
