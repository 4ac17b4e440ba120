/** Moving through the messages by keyboard: the transcript is one stop of Tab, and the arrows go on from there. */
export type Move = 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';

const MOVES: Readonly<Partial<Record<string, Move>>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

export const moveOf = ({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): Move | null =>
  ctrlKey || altKey || metaKey || shiftKey ? null : (MOVES[key] ?? null);

/** The message to go to, or the same one at an edge. A page is what fits into the window, less one line. */
export function targetOf(messages: readonly HTMLElement[], from: number, move: Move, page: number): number {
  const last = messages.length - 1;
  const walk = (step: 1 | -1) => {
    const start = messages[from]?.getBoundingClientRect().top ?? 0;
    let at = from;
    while (at + step >= 0 && at + step <= last) {
      at += step;
      if (Math.abs((messages[at]?.getBoundingClientRect().top ?? 0) - start) >= page) break;
    }
    return at;
  };
  switch (move) {
    case 'up':
      return Math.max(0, from - 1);
    case 'down':
      return Math.min(last, from + 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'page-up':
      return walk(-1);
    case 'page-down':
      return walk(1);
  }
}
