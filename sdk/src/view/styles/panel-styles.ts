import type { CSSResultOrNative } from 'lit';
import { composer } from './composer.js';
import { empty } from './empty.js';
import { modes } from './modes.js';
import { panel } from './panel.js';
import { extras } from './extras.js';
import { peopleList } from './people-list.js';
import { strip } from './strip.js';
import { text } from './text.js';
import { thread } from './thread.js';
import { transcript } from './transcript.js';

/** In the order in which they win; adopted by the element when the panel is first needed. Those of lazy parts go before the last. */
export const panelStyles: readonly CSSResultOrNative[] = [
  panel,
  transcript,
  text,
  extras,
  composer,
  strip,
  peopleList,
  thread,
  empty,
  modes,
];
