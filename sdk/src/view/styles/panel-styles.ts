import type { CSSResultOrNative } from 'lit';
import { code } from './code.js';
import { composer } from './composer.js';
import { empty } from './empty.js';
import { modes } from './modes.js';
import { panel } from './panel.js';
import { prose } from './prose.js';
import { tools } from './tools.js';
import { transcript } from './transcript.js';

/** In the order in which they win; adopted by the element when the panel is first needed. Those of lazy parts go before the last. */
export const panelStyles: readonly CSSResultOrNative[] = [
  panel,
  transcript,
  prose,
  code,
  composer,
  tools,
  empty,
  modes,
];
