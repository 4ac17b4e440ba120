/** A page on `<CrmChat>` that a test steers from outside; a server renders the same. */
import { StrictMode, useEffect, useState, type ReactElement } from 'react';
import { CrmChat, type CrmChatElement, type CrmChatProps } from '@crm-chat/sdk/react';

export interface Steering {
  /** What was heard, oldest first: the handler's name, its rendering and the event's detail. */
  readonly heard: [name: string, rendering: number, detail: unknown][];
  /** How often the page was asked for a token, by rendering. */
  readonly asked: number[];
  chat: CrmChatElement | null;
  /** Renders with these props alone; null: takes the chat off the page. */
  render: (props: CrmChatProps | null) => void;
}

export const steering: Steering = { heard: [], asked: [], chat: null, render: () => undefined };

let rendering = 0;

export function Page({ first }: { first: CrmChatProps }): ReactElement {
  const [props, setProps] = useState<CrmChatProps | null>(first);
  useEffect(() => {
    steering.render = setProps;
  }, []);
  // A new function each time, as everybody writes them.
  const now = (rendering += 1);
  const note =
    (name: string) =>
    ({ detail }: CustomEvent<unknown>): void => {
      steering.heard.push([name, now, detail]);
    };
  const getToken = async (): Promise<string> => {
    steering.asked.push(now);
    const answer = (await (await fetch('/token?as=tomas')).json()) as { token: string };
    return answer.token;
  };
  return (
    <StrictMode>
      {props && (
        <CrmChat
          ref={(element) => void (steering.chat = element)}
          getToken={getToken}
          onConversationChange={note('onConversationChange')}
          onUnreadChange={note('onUnreadChange')}
          onMessageSent={note('onMessageSent')}
          onMessageReceived={note('onMessageReceived')}
          onStatusChange={note('onStatusChange')}
          onOpenChange={note('onOpenChange')}
          onChatError={note('onChatError')}
          {...props}
        >
          <strong slot="header">Deal 42</strong>
        </CrmChat>
      )}
    </StrictMode>
  );
}
