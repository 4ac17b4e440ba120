/** What frameworks call the element's properties, attributes and events: derived from the element, so that they cannot differ. */
import type { CrmChatElement, CrmChatEventMap } from '../define.js';

/** Every property that a page may set. A type test holds this list against the element. */
export type PropertyName =
  | 'endpoint'
  | 'token'
  | 'tokenUrl'
  | 'getToken'
  | 'conversationId'
  | 'subject'
  | 'botName'
  | 'heading'
  | 'position'
  | 'open'
  | 'theme'
  | 'locale'
  | 'strings'
  | 'sound'
  | 'notifications'
  | 'titleCount'
  | 'chat';

/** Those that hold more than text or a switch: they have no attribute. */
type ObjectName = 'getToken' | 'strings' | 'chat';

type Settable = Pick<CrmChatElement, PropertyName>;

/** The properties of `<crm-chat>`, none of them needed; undefined counts as not given. */
export type CrmChatProperties = { [K in keyof Settable]?: Settable[K] | undefined };

type Kebab<S extends string> = S extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${Kebab<Rest>}`
    : `-${Lowercase<First>}${Kebab<Rest>}`
  : S;

type Camel<S extends string> = S extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : S;

type Attributed = Omit<Settable, ObjectName>;

/** The attributes of `<crm-chat>`; a property of one word is called the same. */
export type CrmChatAttributes = {
  [K in keyof Attributed as Kebab<K>]?: Attributed[K] | undefined;
};

/** A handler for each event, named as React and Vue do: `onConversationChange`. */
export type CrmChatEventProps = {
  [K in keyof CrmChatEventMap as `on${Capitalize<Camel<K>>}`]?: ((event: CrmChatEventMap[K]) => void) | undefined;
};

/** A handler for each event, named as React 19 and Svelte 5 do on custom elements: `onconversation-change`. */
export type CrmChatEventAttributes = {
  [K in keyof CrmChatEventMap as `on${K}`]?: ((event: CrmChatEventMap[K]) => void) | undefined;
};

export type { CrmChatElement, CrmChatEventMap, StringOverrides } from '../define.js';
