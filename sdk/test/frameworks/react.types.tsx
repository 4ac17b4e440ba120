/** How React is to take the component and the tag: what has to compile, and what must not. Nothing here runs. */
import { useRef, type ReactElement } from 'react';
import { CrmChat, type CrmChatElement } from '../../src/frameworks/react.js';

const nothing = (_value: unknown): void => undefined;

export function Component(): ReactElement {
  const chat = useRef<CrmChatElement>(null);
  return (
    <CrmChat
      ref={chat}
      endpoint="https://chat.example.com"
      getToken={async () => 'jwt'}
      tokenUrl={undefined}
      subject="deal:42"
      conversationId={null}
      botName="Skipper"
      position="inline"
      open
      theme="dark"
      titleCount={false}
      strings={{ write: 'Ask', newMessages: (n: number) => `${String(n)} new` }}
      className="chat"
      id="chat"
      aria-label="Chat"
      data-area="deal"
      style={{ height: 600 }}
      onClick={() => chat.current?.show()}
      onConversationChange={({ detail }) => nothing(detail.conversationId?.length)}
      onUnreadChange={({ detail }) => nothing(detail.count.toFixed())}
      onMessageSent={({ detail }) => nothing(detail.message.text.length)}
      onMessageReceived={({ detail }) => nothing(detail.message.sender.name)}
      onStatusChange={({ detail }) => nothing(detail.status === 'online')}
      onOpenChange={({ detail }) => nothing(detail.open)}
      onChatError={({ detail }) => nothing(detail.code)}
    >
      <strong slot="header">Deal 42</strong>
    </CrmChat>
  );
}

export const wrong = [
  // @ts-expect-error -- no such place
  <CrmChat key={0} position="top" />,
  // @ts-expect-error -- a token comes later
  <CrmChat key={1} getToken={() => 'jwt'} />,
  // @ts-expect-error -- misspelt
  <CrmChat key={2} conversationID="c" />,
  // @ts-expect-error -- a switch
  <CrmChat key={3} open="yes" />,
  // @ts-expect-error -- there is no such event
  <CrmChat key={4} onMessage={nothing} />,
  // @ts-expect-error -- a count is a number
  <CrmChat key={5} onUnreadChange={({ detail }) => detail.count.trim()} />,
  // @ts-expect-error -- the chat's, not the page's clock
  <CrmChat key={6} clock={null} />,
  // @ts-expect-error -- no such word
  <CrmChat key={7} strings={{ writ: 'Ask' }} />,
];

export const tag = (
  <crm-chat
    token-url="/chat-token"
    botName="Skipper"
    position="bottom-left"
    class="chat"
    onconversation-change={({ detail }) => nothing(detail.conversationId?.length)}
    onopen-change={({ detail }) => nothing(detail.open)}
  />
);

export const wrongTag = [
  // @ts-expect-error -- no such theme
  <crm-chat key={0} theme="pink" />,
  // @ts-expect-error -- a status is no number
  <crm-chat key={1} onstatus-change={({ detail }) => detail.status.toFixed()} />,
  // @ts-expect-error -- an address
  <crm-chat key={2} token-url={42} />,
];
