/**
 * The mistakes that docs/protocol.md, section 1, warns of, each as one edit of the real code: what the model has to notice.
 * Most show in random runs; those that chance does not bring about have a run of their own in `scripts.ts`.
 * `find` must stand in the file exactly once.
 */
export interface Mutant {
  readonly mistake: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Chance does not bring it about in some thousand runs: it has one of its own in `scripts.ts`. */
  readonly isRare?: true;
}

const APPLY = 'sdk/src/store/apply.ts';
const CURSOR = 'sdk/src/store/cursor.ts';
const HISTORY = 'sdk/src/store/history.ts';
const ROWS = 'sdk/src/store/rows.ts';
const MARKS = 'relay/src/delivery/marks.ts';
const PAGE_MOVES_CURSOR = 'this.cursor.page(since, page.upto);';

export const MUTANTS: readonly Mutant[] = [
  {
    mistake: "the cursor takes a page's head",
    file: HISTORY,
    find: PAGE_MOVES_CURSOR,
    replace: 'this.cursor.page(since, page.head);',
  },
  {
    mistake: "the cursor takes the rev of a page's last row",
    file: HISTORY,
    find: PAGE_MOVES_CURSOR,
    replace: 'this.cursor.page(since, page.messages.at(-1)?.rev ?? since);',
  },
  {
    mistake: "the cursor takes an ack's rev",
    file: APPLY,
    find: "      case 'head':\n",
    replace: "      case 'ack':\n        return this.#live(wire, frame.rev, () => undefined);\n      case 'head':\n",
  },
  {
    mistake: "the cursor takes a ping's head",
    file: APPLY,
    find: 'history.cursor.know(head);',
    replace: 'history.cursor.start(head);',
  },
  {
    mistake: 'the cursor takes a page that leaves a hole below it',
    file: CURSOR,
    find: 'this.#value === null || since > this.#value || upto',
    replace: 'this.#value === null || upto',
    isRare: true,
  },
  {
    mistake: 'frames of another epoch are taken',
    file: APPLY,
    find: 'return this.#target.epoch === wire.epoch ? this.#target : null;',
    replace: 'return this.#target;',
    isRare: true,
  },
  {
    mistake: 'the cursor follows live frames over a hole',
    file: CURSOR,
    find: 'if (rev - 1 === this.#value) {',
    replace: 'if (this.#value !== null) {',
  },
  {
    mistake: 'a history page moves the cursor',
    file: APPLY,
    find: 'history.older(page.results',
    replace: 'history.cursor.start(page.head);\n    history.older(page.results',
  },
  {
    mistake: 'an ack counts as the row',
    file: 'sdk/src/store/publish.ts',
    find: 'if (!ack) return false;',
    replace: 'if (ack) return true;\n  if (!ack) return false;',
  },
  {
    mistake: 'the limit of a page counts before what the viewer may not see is dropped',
    file: 'relay/src/store/memory/memory-rows.ts',
    find: '    return this.#visible(key, audience)\n      .map(({ row }) => row)\n      .filter((row) => row.rev > since)\n      .sort((a, b) => a.rev - b.rev)\n      .slice(0, limit);',
    replace:
      "    return this.#visible(key, 'staff')\n      .map(({ row }) => row)\n      .filter((row) => row.rev > since)\n      .sort((a, b) => a.rev - b.rev)\n      .slice(0, limit)\n      .filter((row) => audience === 'staff' || row.type !== 'note');",
  },
  {
    mistake: 'a second sync goes out while the first is on its way',
    file: 'sdk/src/store/sync.ts',
    find: 'if (!this.#pending) this.onWish();',
    replace: 'this.onWish();',
  },
  {
    mistake: 'after a reset everything is asked for, with since=0',
    file: APPLY,
    find: 'const since = history.cursor.value;',
    replace: 'const since = history.cursor.value ?? 0;',
  },
  {
    mistake: 'a reset keeps the rows of the last history',
    file: APPLY,
    find: 'this.#next = new History(epoch);',
    replace: 'this.#history.epoch = epoch;',
  },
  {
    mistake: 'of two forms of a message the later to arrive wins',
    file: ROWS,
    find: 'if (row.rev !== held.rev) return row.rev > held.rev;',
    replace: 'if (row.rev !== held.rev) return true;',
  },
  {
    mistake: 'a delta past the end is appended',
    file: ROWS,
    find: 'if (offset > held.length) return false;',
    replace: '',
  },
  {
    mistake: 'what lies below the floor stays',
    file: HISTORY,
    find: 'this.rows.dropUpTo(floor);',
    replace: '',
  },
  {
    mistake: 'a second answer to a question is taken',
    file: 'relay/src/store/kernel/answers.ts',
    find: 'return given !== undefined && !given.deleted;',
    replace: 'return false;',
  },
  {
    mistake: 'a read mark that overtakes its person is forgotten',
    file: MARKS,
    find: 'this.early.size < EARLY_MAX',
    replace: 'this.early.size < 0',
  },
  {
    mistake: 'a read mark outlives its membership',
    file: MARKS,
    find: 'if (mark?.joined_at !== change.joined_at) {',
    replace: 'if (mark === undefined) {',
    isRare: true,
  },
];
