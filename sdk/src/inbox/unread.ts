import { atom, type ReadableAtom } from 'nanostores';

export interface UnreadTotals {
  /** Over all conversations. */
  readonly total: number;
  /** Those that have any. */
  readonly conversations: readonly { readonly id: string; readonly count: number }[];
}

/** What is unread in all conversations of one person. */
export interface Unread {
  /** Null until it was read. */
  readonly $totals: ReadableAtom<UnreadTotals | null>;
  /** Idempotent. */
  close(): void;
}

/** The conversation on screen, which is known better than any list knows it. */
export interface OnScreen {
  readonly $conversationId: ReadableAtom<string | null>;
  readonly $unread: ReadableAtom<number>;
  readonly $loaded: ReadableAtom<boolean>;
}

/** @param release called once, when nobody follows it any more. */
export function createUnread(
  $book: ReadableAtom<ReadonlyMap<string, number> | null>,
  { $conversationId, $unread, $loaded }: OnScreen,
  release: () => void,
): Unread {
  const $totals = atom<UnreadTotals | null>(null);
  const update = () => {
    const book = $book.get();
    if (!book) return $totals.set(null);
    const counts = new Map(book);
    const id = $conversationId.get();
    if (id !== null && $loaded.get()) {
      const here = $unread.get();
      // Read to the end here: the mark is on its way. Else the list may know of more than is loaded.
      counts.set(id, here === 0 ? 0 : Math.max(here, counts.get(id) ?? 0));
    }
    const conversations = [...counts].filter(([, count]) => count > 0).map(([each, count]) => ({ id: each, count }));
    const before = $totals.get();
    if (before && JSON.stringify(before.conversations) === JSON.stringify(conversations)) return;
    $totals.set({ total: conversations.reduce((sum, { count }) => sum + count, 0), conversations });
  };
  const undo = [$book, $conversationId, $unread, $loaded].map((each: ReadableAtom<unknown>) => each.listen(update));
  update();
  return {
    $totals,
    close() {
      if (undo.length === 0) return;
      for (const one of undo.splice(0)) one();
      release();
    },
  };
}
