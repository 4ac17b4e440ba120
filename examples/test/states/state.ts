import type { Scene, SceneOptions } from './scene.js';

/** One state of the element, and how it is known to be one. */
export interface State extends SceneOptions {
  readonly name: string;
  /** What there was before the element came to the page. */
  readonly fill?: (scene: Scene) => unknown;
  /** As soon as the page is there its line breaks, or nothing comes over it any more: no part of the element can be loaded. */
  readonly line?: 'broken' | 'stalled';
  /** The panel stays closed. */
  readonly closed?: boolean;
  /** What happens then. */
  readonly act?: (scene: Scene) => unknown;
  /** Selector of what the state is there for: it is waited for. */
  readonly shows: string;
  /**
   * What assistive technology finds, in its order: `role "name"`, where `*` stands for anything, then `[state]` or
   * `[state=value]` for each state. With `!` in front: it is not there.
   */
  readonly tree: readonly string[];
  /** What is announced from the moment on that the panel is open: all of it. */
  readonly heard?: readonly string[];
}
