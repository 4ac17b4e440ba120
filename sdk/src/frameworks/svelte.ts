/** `import '@crm-chat/sdk/svelte'` registers `<crm-chat>` and gives Svelte's markup its properties, attributes and events. */
import type { HTMLAttributes } from 'svelte/elements';
import '../define.js';
import type { CrmChatAttributes, CrmChatElement, CrmChatEventAttributes, CrmChatProperties } from './element-types.js';

export type { CrmChatElement, CrmChatEventMap, StringOverrides } from './element-types.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'crm-chat': HTMLAttributes<CrmChatElement> & CrmChatProperties & CrmChatAttributes & CrmChatEventAttributes;
  }
}
