/** The lists of names that frameworks go by, held to the element. Nothing here runs; a difference does not compile. */
import type { LitElement } from 'lit';
import type { CrmChatElement } from '../../src/define.js';
import type { ELEMENT_OPTIONS, OTHER_OPTIONS } from '../../src/element-options.js';
import type {
  CrmChatAttributes,
  CrmChatEventAttributes,
  CrmChatEventProps,
  PropertyName,
} from '../../src/frameworks/element-types.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : { missing: Exclude<B, A> }) : { extra: Exclude<A, B> };

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the constraint is the whole test
const held = <_Result extends true>(): void => undefined;

type Own = Exclude<keyof CrmChatElement, keyof LitElement>;
type Method = { [K in Own]: CrmChatElement[K] extends (...args: never[]) => unknown ? K : never }[Own];

/** What is there for tests, for the element's own parts and for Lit. */
type Internal = 'clock' | 'isTalking' | 'willUpdate' | 'render' | 'updated';

held<Same<PropertyName, Exclude<Own, Method | Internal>>>();
// What the script tag takes as `data-*`, and by `CrmChat('set', …)`.
held<Same<(typeof ELEMENT_OPTIONS)[number] | (typeof OTHER_OPTIONS)[number], PropertyName>>();
held<Same<Exclude<Method, Internal>, 'show' | 'hide' | 'toggle' | 'ready' | 'send' | 'openConversation' | 'logout'>>();

held<
  Same<
    keyof CrmChatAttributes,
    | 'endpoint'
    | 'token'
    | 'token-url'
    | 'conversation-id'
    | 'subject'
    | 'bot-name'
    | 'heading'
    | 'position'
    | 'open'
    | 'theme'
    | 'locale'
    | 'sound'
    | 'notifications'
    | 'title-count'
  >
>();

held<
  Same<
    keyof CrmChatEventProps,
    | 'onConversationChange'
    | 'onUnreadChange'
    | 'onMessageSent'
    | 'onMessageReceived'
    | 'onStatusChange'
    | 'onOpenChange'
    | 'onChatError'
  >
>();

held<
  Same<
    keyof CrmChatEventAttributes,
    | 'onconversation-change'
    | 'onunread-change'
    | 'onmessage-sent'
    | 'onmessage-received'
    | 'onstatus-change'
    | 'onopen-change'
    | 'onchat-error'
  >
>();

/** The tag's own name is enough for the DOM. */
export const byTag = (): CrmChatElement => document.createElement('crm-chat');
document.querySelector('crm-chat')?.addEventListener('unread-change', ({ detail }) => detail.count satisfies number);
// @ts-expect-error -- a count is a number
document.querySelector('crm-chat')?.addEventListener('unread-change', ({ detail }) => detail.count satisfies string);
