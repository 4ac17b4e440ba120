/** The one side effect: registers `<crm-chat>`. A second copy on the same page leaves the first one in place. */
import { CrmChatElement } from './view/element/crm-chat.js';

// On a server there is no page to register it for; Lit puts an imitation of the registry there.
if (typeof document !== 'undefined' && !customElements.get('crm-chat'))
  customElements.define('crm-chat', CrmChatElement);

export { CrmChatElement } from './view/element/crm-chat.js';
export type { CrmChatEventMap } from './view/element/events.js';
export type { StringOverrides } from './view/words/strings.js';
