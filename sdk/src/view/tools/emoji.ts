/**
 * What people react with at work. A reader's assistive technology says each by its name in their language, so they need no
 * words of ours; whoever wants another one types it into a message.
 */
export const QUICK: readonly string[] = ['👍', '❤️', '😂', '🎉', '🙏', '👀'];

export const ALL: readonly string[] = [
  ...QUICK,
  ...['👎', '👏', '🙌', '👌', '🤝', '💪', '✅', '❌', '❓', '❗', '💯', '🔥'],
  ...['😀', '😊', '😉', '😍', '😎', '🤔', '😮', '😢', '😭', '😅', '😬', '😡'],
  ...['🙂', '🙃', '😴', '🤯', '🤷', '🤦', '🫡', '🫶', '👋', '🤞', '☕', '🍰'],
  ...['🚀', '⭐', '💡', '📌', '📎', '📞', '📅', '⏰', '💶', '📦', '🐛', '🎯'],
];
