export interface Notice {
  /** One notification a conversation: a newer one takes the place of the older. */
  readonly conversation: string;
  /** Who wrote. */
  readonly title: string;
  readonly body: string;
}

/** Shows a notification of the system, where the reader has allowed that. Android has them for service workers alone. */
export function notify({ conversation, title, body }: Notice, onClick: () => void): void {
  if (!canNotify()) return;
  try {
    const shown = new Notification(title, { body, tag: `crm-chat-${conversation}` });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onClick();
    };
  } catch {
    // Android: the page has the badge and the title.
  }
}

const canNotify = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted';
