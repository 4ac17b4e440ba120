/** The parts that come with the first of their kind, each asked for once; after a failure again. */
import type * as Highlight from '../render/highlight.js';
import type * as FileParts from './attachments/file-parts.js';
import type * as MentionParts from './composer/mention-box.js';
import type * as EventParts from './event-text.js';
import type * as FailureParts from './failure.js';
import type * as ListParts from './list/list-screen.js';
import type * as AgainParts from './message/ask-again.js';
import type * as EmptyParts from './panel/empty-state.js';
import type * as NoticeParts from './panel/notices.js';
import type * as FocusParts from './panel/held-focus.js';
import type * as MenuParts from './panel/settings.js';
import type * as CodeParts from './message/code-block.js';
import type * as CopyParts from './message/copy.js';
import type * as Markdown from './message/markdown.js';
import type * as ReplyParts from './message/reply-parts.js';
import type * as ToolMenus from './tools/menus.js';
import type * as KeyParts from './transcript/message-keys.js';
import type * as TouchParts from './touch.js';
import type * as SurroundParts from './transcript/surroundings.js';
import { part, type Load } from '../part.js';

/** Something that is loaded when it is first needed. */
export interface LateParts<T> {
  /** Null until it is here. */
  readonly now: T | null;
  load(): Promise<T | null>;
}

/** A part that did not load is asked for when the line is back, and while it stays up by time: the next try may be cut off, too. */
const RETRY_MS = 15_000;

/** Asked for in vain. */
const lost = new Set<LateParts<unknown>>();
const here: object[] = [];
const watching = new Set<(parts: object) => void>();

class Chunk<T extends object> implements LateParts<T> {
  now: T | null = null;
  #loading: Promise<T | null> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #fetch: () => Promise<T>;

  constructor(load: Load<T>) {
    this.#fetch = part(load);
  }

  /** Null where it did not load: what needs it is shown without it. */
  async load(): Promise<T | null> {
    this.#loading ??= this.#fetch().then(
      (parts) => {
        lost.delete(this);
        clearTimeout(this.#timer);
        this.now = parts;
        here.push(parts);
        for (const watch of watching) watch(parts);
        return parts;
      },
      () => {
        lost.add(this);
        clearTimeout(this.#timer);
        // Whoever asked for it may have been removed meanwhile; the next one asks again.
        this.#timer = setTimeout(() => {
          if (watching.size > 0) void this.load();
        }, RETRY_MS);
        return (this.#loading = null);
      },
    );
    return this.#loading;
  }
}

/** Calls for each part that is here, and for each that comes. Returns the undo. */
export const watchParts = (watch: (parts: object) => void): (() => void) => {
  for (const parts of here) watch(parts);
  watching.add(watch);
  return () => watching.delete(watch);
};

/** The line is back: what did not load is asked for again. */
export const loadLost = (): void => {
  for (const chunk of lost) void chunk.load();
};

/** `<crm-chat-menu>`, where the page offers something to switch. */
export const menuParts = new Chunk<typeof MenuParts>(async () => import('./panel/settings.js'));
/** What happened to the conversation, in the reader's language: with the first such line. */
export const eventParts = new Chunk<typeof EventParts>(async () => import('./event-text.js'));
/** With the first message that was refused. */
export const failureParts = new Chunk<typeof FailureParts>(async () => import('./failure.js'));
/** Registers `<crm-chat-rich>`. */
export const richParts = new Chunk(async () => import('./message/rich.js'));
export const markdown = new Chunk<typeof Markdown>(async () => import('./message/markdown.js'));
/** How code is shown. */
export const codeParts = new Chunk<typeof CodeParts>(async () => import('./message/code-block.js'));
/** Markdown, and if it can be had what shows code. */
export const markdownWithCode = new Chunk(async () => {
  const [parts] = await Promise.all([markdown.load(), codeParts.load()]);
  if (!parts) throw new Error('Markdown did not load.');
  return parts;
});
export const highlighting = new Chunk<typeof Highlight>(async () => import('../render/highlight.js'));
/** What the tools of a message open. */
export const toolMenus = new Chunk<typeof ToolMenus>(async () => import('./tools/menus.js'));
/** Whatever is shown of a file, and what is asked about one: comes with the first. */
export const fileParts = new Chunk<typeof FileParts>(async () => import('./attachments/file-parts.js'));
export const noticeParts = new Chunk<typeof NoticeParts>(async () => import('./panel/notices.js'));
/** Whom to mention: with the first `@`. */
export const mentionParts = new Chunk<typeof MentionParts>(async () => import('./composer/mention-box.js'));
/** With the first focus that is not the field's. */
export const focusParts = new Chunk<typeof FocusParts>(async () => import('./panel/held-focus.js'));
export const emptyParts = new Chunk<typeof EmptyParts>(async () => import('./panel/empty-state.js'));
export const listParts = new Chunk<typeof ListParts>(async () => import('./list/list-screen.js'));
/** Quotes, reactions, threads; the message that is answered or changed. */
export const replyParts = new Chunk<typeof ReplyParts>(async () => import('./message/reply-parts.js'));
/** What the keys do at a message: with the first that has the focus. */
export const keyParts = new Chunk<typeof KeyParts>(async () => import('./transcript/message-keys.js'));
/** Where there is more than is on the page. */
export const surroundParts = new Chunk<typeof SurroundParts>(async () => import('./transcript/surroundings.js'));
/** What a button that copies needs: a click may follow, and the clipboard wants it soon after. */
export const copyParts = new Chunk<typeof CopyParts>(async () => import('./message/copy.js'));
export const againParts = new Chunk<typeof AgainParts>(async () => import('./message/ask-again.js'));
/** What only some devices need. */
export const touchParts = new Chunk<typeof TouchParts>(async () => import('./touch.js'));
export const contrastStyles = new Chunk(async () => import('./styles/contrast.js'));
