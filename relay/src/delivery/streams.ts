import type { StreamingText } from '@crm-chat/sdk/protocol';
import type { MessageRow } from '../store/store.js';

/** A delta that brings sockets from one whole text to another. */
export interface Delta {
  readonly offset: number;
  readonly text: string;
}

/** Replies that are being written now, with their whole texts so far. */
export class Streams {
  private readonly texts = new Map<string, string>();
  /** Those that sockets opened by `?token=` have not seen in any form. */
  private readonly unseen = new Set<string>();

  load(streaming: readonly StreamingText[]): void {
    for (const { id, text } of streaming) {
      this.texts.set(id, text);
      // Whoever joins from now on has seen nothing on this socket.
      this.unseen.add(id);
    }
  }

  /** @returns whether this row ends a reply that sockets opened by `?token=` have not seen. */
  track(row: MessageRow, created: boolean): boolean {
    if (row.status === 'streaming') {
      if (!this.texts.has(row.id)) {
        this.texts.set(row.id, textOf(row));
        if (created) this.unseen.add(row.id);
      }
      return false;
    }
    // A room in which no bot is writing, which is nearly every one.
    if (this.texts.size === 0 && this.unseen.size === 0) return false;
    this.texts.delete(row.id);
    return this.unseen.delete(row.id);
  }

  /** Cut at `offset`, append. Past the end, or of a message not streaming here, it says nothing: the next draft mends it. */
  grow(id: string, offset: number, text: string): void {
    const known = this.texts.get(id);
    if (known === undefined || offset > known.length) return;
    this.texts.set(id, known.slice(0, offset) + text);
  }

  /** The whole text so far. @returns what sockets here have missed; null where they have it all. */
  draft(id: string, text: string): Delta | null {
    const known = this.texts.get(id);
    // A draft that was overtaken by deltas is old news.
    if (known === undefined || text.length <= known.length) return null;
    this.texts.set(id, text);
    const offset = text.startsWith(known) ? known.length : 0;
    return { offset, text: text.slice(offset) };
  }

  list(): StreamingText[] {
    return [...this.texts].map(([id, text]) => ({ id, text })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  has(id: string): boolean {
    return this.texts.has(id);
  }
}

function textOf(row: MessageRow): string {
  return (JSON.parse(row.json) as { text: string }).text;
}
