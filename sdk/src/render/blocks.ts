/**
 * What a text is made of once it was parsed: plain data, without HTML in it. The view turns it into nodes, one kind after the
 * other, so that what is not in this file cannot reach the page.
 */

/** A run of a line. A string is text and nothing else. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inner: readonly Inline[] }
  | { readonly kind: 'code' | 'mention'; readonly text: string }
  /** `bare`: the text is the address itself. */
  | { readonly kind: 'link'; readonly href: string; readonly inner: readonly Inline[]; readonly bare: boolean }
  | { readonly kind: 'break' }
  /** A piece of a long paragraph, on lines of its own. */
  | { readonly kind: 'run'; readonly inner: readonly Inline[] };

export type Align = 'start' | 'center' | 'end' | null;

export interface ListItem {
  readonly blocks: readonly Block[];
  /** Of a task; null for an item that is none. */
  readonly done: boolean | null;
}

export interface CodeBlock {
  readonly kind: 'code';
  /** The first word behind the fence, in lower case; empty for none. */
  readonly lang: string;
  readonly text: string;
  /** Still being written: its end has not come. */
  readonly open: boolean;
}

export interface ListBlock {
  readonly kind: 'list';
  /** The first number; null for a list without numbers. */
  readonly start: number | null;
  readonly items: readonly ListItem[];
}

export interface TableBlock {
  readonly kind: 'table';
  readonly align: readonly Align[];
  readonly head: readonly (readonly Inline[])[];
  readonly rows: readonly (readonly (readonly Inline[])[])[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly inner: readonly Inline[] }
  | { readonly kind: 'heading'; readonly depth: number; readonly inner: readonly Inline[] }
  /** As it was written, with its line breaks and spaces. */
  | { readonly kind: 'written'; readonly inner: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'rule' }
  | CodeBlock
  | ListBlock
  | TableBlock;
