import { CrmChat, type CrmChatElement } from '@crm-chat/sdk/react';
import { useRef, useState } from 'react';

const relay = import.meta.env.VITE_CHAT_RELAY ?? 'http://127.0.0.1:8787';

export function DealPage() {
  const chat = useRef<CrmChatElement>(null);
  const [deal, setDeal] = useState('42');
  const [dark, setDark] = useState(false);
  const [shown, setShown] = useState(true);
  const [unread, setUnread] = useState(0);
  const [conversation, setConversation] = useState<string | null>(null);
  const [answer, setAnswer] = useState('');

  return (
    <main>
      <h1>Deal {deal}</h1>
      <p>
        <label>
          Deal{' '}
          <select value={deal} onChange={(event) => setDeal(event.target.value)}>
            <option>42</option>
            <option>43</option>
          </select>
        </label>{' '}
        <label>
          <input type="checkbox" checked={dark} onChange={(event) => setDark(event.target.checked)} /> Dark
        </label>{' '}
        <label>
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} /> Chat
        </label>
      </p>
      <p>
        <button type="button" onClick={() => chat.current?.show()}>
          Ask about this deal
        </button>
      </p>
      <dl>
        <dt>Unread</dt>
        <dd id="unread">{unread}</dd>
        <dt>Conversation</dt>
        <dd id="conversation">{conversation}</dd>
        <dt>Last answer</dt>
        <dd id="answer">{answer}</dd>
      </dl>

      {shown && (
        <CrmChat
          ref={chat}
          endpoint={relay}
          tokenUrl="/chat-token"
          subject={`deal:${deal}`}
          botName="Skipper"
          theme={dark ? 'dark' : 'light'}
          onConversationChange={({ detail }) => setConversation(detail.conversationId)}
          onUnreadChange={({ detail }) => setUnread(detail.count)}
          onMessageReceived={({ detail }) => setAnswer(detail.message.text)}
        />
      )}
    </main>
  );
}
