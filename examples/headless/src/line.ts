/** One line of the list. */
import type { Chat, TimelineItem } from '@crm-chat/sdk';

const button = (label: string, act: () => Promise<void>): HTMLButtonElement => {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.addEventListener('click', () => void act());
  return element;
};

/** What became of one's own message. */
function stateOf({ message, entry }: TimelineItem): string {
  if (entry?.state === 'failed') return `Not sent: ${entry.error?.detail ?? ''}`;
  if (entry && entry.state !== 'settled') return 'Waiting';
  return message?.edited_at ? 'Sent, edited' : 'Sent';
}

export function lineFor(item: TimelineItem, me: string | null, chat: Chat): HTMLLIElement {
  const { message, entry } = item;
  const waiting = entry?.act.kind === 'send' ? entry.act.content : null;
  const isOwn = message === null || message.sender.id === me;
  const line = document.createElement('li');
  line.className = isOwn ? 'own' : 'other';
  // Text is text: nothing that somebody wrote becomes markup.
  line.textContent = message?.deleted_at ? 'Deleted' : (message?.text ?? waiting?.text ?? '');
  const small = document.createElement('small');
  small.textContent = isOwn ? stateOf(item) : message.sender.name;
  if (entry?.state === 'failed') {
    small.append(
      button('Try again', () => chat.retry(entry.client_id)),
      button('Discard', () => chat.discard(entry.client_id)),
    );
  }
  line.append(small);
  return line;
}
