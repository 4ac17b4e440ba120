/**
 * `<CrmChat>`: the element as a component of React 18 and 19. Importing it registers `<crm-chat>`; on a server it renders the tag.
 *
 * What has an attribute is rendered as one, so that React compares, hydrates and takes it back by itself and a server's page
 * carries it. The rest goes into properties.
 */
import {
  createElement,
  forwardRef,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type DetailedHTMLProps,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  type RefObject,
} from 'react';
import '../define.js';
import type {
  CrmChatAttributes,
  CrmChatElement,
  CrmChatEventAttributes,
  CrmChatEventMap,
  CrmChatEventProps,
  CrmChatProperties,
} from './element-types.js';
import { ATTRIBUTES, EVENTS, PROPERTIES } from './names.js';

export type { CrmChatElement, CrmChatEventMap, StringOverrides } from './element-types.js';

/** The element's properties, a handler for each of its events, and what any HTML element takes. Children go into its slots. */
export interface CrmChatProps
  extends
    CrmChatProperties,
    CrmChatEventProps,
    Omit<HTMLAttributes<CrmChatElement>, keyof CrmChatProperties | keyof CrmChatEventProps> {}

type ObjectProps = Pick<CrmChatProperties, (typeof PROPERTIES)[number]>;

/** React 18 warns of layout effects on a server, where none of them runs. */
const useBrowserEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** What goes into the tag. */
function tagProps(props: CrmChatProps): Record<string, unknown> {
  // Between a server's page and hydration the element may have been opened, closed or turned from right to left.
  const tag: Record<string, unknown> = { suppressHydrationWarning: true };
  for (const [name, value] of Object.entries(props)) {
    if (name in EVENTS || (PROPERTIES as readonly string[]).includes(name)) continue;
    const attribute = name in ATTRIBUTES ? ATTRIBUTES[name as keyof typeof ATTRIBUTES] : undefined;
    // React 18 writes `false` as text.
    if (attribute) tag[attribute] = value === false || value === null ? undefined : value;
    // React knows `className` on HTML's own elements alone.
    else tag[name === 'className' ? 'class' : name] = value;
  }
  return tag;
}

/** Sets what changed since the last rendering, and nothing else: the element may have changed the rest itself. */
function useProperties(element: RefObject<CrmChatElement | null>, given: ObjectProps): void {
  const before = useRef<ObjectProps>({});
  useBrowserEffect(() => {
    for (const name of PROPERTIES) {
      if (element.current && given[name] !== before.current[name]) {
        Object.assign(element.current, { [name]: given[name] ?? null });
      }
    }
    before.current = given;
  });
}

/** Listens once; a handler may be another one at each rendering. */
function useEvents(element: RefObject<CrmChatElement | null>, latest: { readonly current: CrmChatProps }): void {
  useBrowserEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const listening = new AbortController();
    for (const [prop, type] of Object.entries(EVENTS) as [keyof CrmChatEventProps, keyof CrmChatEventMap][]) {
      const listener = (event: Event): void => {
        (latest.current[prop] as ((event: Event) => void) | undefined)?.(event);
      };
      (target as EventTarget).addEventListener(type, listener, { signal: listening.signal });
    }
    return () => {
      listening.abort();
    };
  }, []);
}

/**
 * `<crm-chat>` in React. `ref` holds the element with its methods (`show()`, `send()`, …).
 *
 * `getToken` may be a new function at each rendering: the latest is asked, and nothing reconnects. For another person give the
 * component another `key`.
 */
export const CrmChat: ForwardRefExoticComponent<CrmChatProps & RefAttributes<CrmChatElement>> = forwardRef<
  CrmChatElement,
  CrmChatProps
>((props, ref) => {
  const element = useRef<CrmChatElement | null>(null);
  const latest = useRef<CrmChatProps>(props);
  useBrowserEffect(() => {
    latest.current = props;
  });
  const askLatest = useCallback(async (): Promise<string> => {
    const { getToken } = latest.current;
    // Asked in the moment in which it was taken back: as if it had failed.
    if (!getToken) throw new Error('getToken was taken back.');
    return getToken();
  }, []);
  const { token, getToken, strings, chat } = props;
  useProperties(element, { token, getToken: getToken && askLatest, strings, chat });
  useEvents(element, latest);
  useImperativeHandle<CrmChatElement | null, CrmChatElement | null>(ref, () => element.current, []);
  return createElement('crm-chat', { ...tagProps(props), ref: element });
});

CrmChat.displayName = 'CrmChat';

/** What the tag itself takes: React 19 gives it properties and listeners, React 18 attributes alone. */
export type CrmChatTagProps = DetailedHTMLProps<HTMLAttributes<CrmChatElement>, CrmChatElement> &
  CrmChatProperties &
  CrmChatAttributes &
  CrmChatEventAttributes & { class?: string | undefined };

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the name by which React's types know their tags
  namespace JSX {
    interface IntrinsicElements {
      'crm-chat': CrmChatTagProps;
    }
  }
}
