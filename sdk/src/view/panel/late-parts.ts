import type { CSSResult, ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat } from '../../chat.js';
import { contrastStyles, focusParts, loadLost, touchParts, watchParts } from '../chunks.js';
import type { FocusHost } from './held-focus.js';
import { adoptLate } from '../styles/late.js';
import { isConnected } from '../waiting.js';

/** The pointer may change, as may the colours, while the page is there. Both are loaded with the panel where they are so already. */
const DEVICES = [
  ['(any-pointer: coarse)', touchParts],
  ['(forced-colors: active)', contrastStyles],
] as const;

/** Takes in the parts that come later: adopts their sheets before they draw, and asks for the lost ones when the line is back. */
export class LateParts implements ReactiveController {
  #undo: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost & FocusHost,
    /** One is here: whatever stands in for it is to be drawn again. */
    private readonly changed: () => void,
  ) {
    host.addController(this);
    host.addEventListener('focusin', (event) => {
      const element = event.target as HTMLElement;
      // The field stays where it is.
      if (element.localName !== 'textarea') void focusParts.load().then((parts) => parts?.holdFocus(host, element));
    });
  }

  hostConnected(): void {
    const root = this.host.getRootNode() as ShadowRoot;
    this.#undo = [
      watchParts((parts: { styles?: readonly CSSResult[] }) => {
        if (parts.styles) adoptLate(root, parts.styles, parts === touchParts.now || parts === contrastStyles.now);
        this.changed();
      }),
      ...DEVICES.map(([query, chunk]) => {
        const media = matchMedia(query);
        const look = () => {
          if (media.matches) void chunk.load();
        };
        media.addEventListener('change', look);
        look();
        return () => {
          media.removeEventListener('change', look);
        };
      }),
    ];
  }

  /** @returns the undo. */
  follow({ stores }: Chat): () => void {
    return stores.$status.subscribe((status) => {
      if (isConnected(status)) loadLost();
    });
  }

  hostDisconnected(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
