import type { CSSResultOrNative } from 'lit';
import { composer } from './composer.js';
import { modes } from './modes.js';
import { panel } from './panel.js';
import { panelTokens } from './panel-tokens.js';
import { text } from './text.js';
import { tools } from './tools.js';
import { transcript } from './transcript.js';

/** In the order in which they win; adopted by the element when the panel is first needed. Those of lazy parts go before the last. */
export const panelStyles: readonly CSSResultOrNative[] = [panelTokens, panel, transcript, tools, text, composer, modes];
