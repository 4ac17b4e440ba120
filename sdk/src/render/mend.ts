/**
 * The end of a text that is still being written, made so that nothing on the page changes its kind with the next word: what
 * is not decided yet is held back, what is open is closed. Only the last lines are touched.
 */

interface Fence {
  readonly mark: string;
  /** Where its first line begins, and whether that line is whole. */
  readonly at: number;
  readonly named: boolean;
}

const CONTAINERS = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;

/** The fence that the text ends inside of. */
export function openFence(text: string): Fence | null {
  let fence: Fence | null = null;
  for (let at = 0; at <= text.length;) {
    const end = text.indexOf('\n', at);
    const isWhole = end >= 0;
    const line = text.slice(at, isWhole ? end : text.length).replace(CONTAINERS, '');
    const found = FENCE.exec(line);
    const mark = found?.[1] ?? found?.[2];
    if (fence === null && mark !== undefined) fence = { mark, at, named: isWhole };
    else if (fence !== null && line.trimEnd().length >= fence.mark.length && isRun(line.trimEnd(), fence.mark))
      fence = null;
    if (!isWhole) break;
    at = end + 1;
  }
  return fence;
}

const isRun = (line: string, mark: string): boolean => line.replaceAll(mark.charAt(0), '') === '';

/** Marks without words: `-`, `##`, `1.`, `- [ ]`, half a rule, half a fence, half the line under a table's head. */
const UNDECIDED = /^[-*+=_#>|:`~\s]*(?:\d{1,9}[.)]?)?(?:[-*+][ \t]+\[[ xX]?\]?)?\s*$/;
const lineStart = (text: string): number => text.lastIndexOf('\n') + 1;
const isRow = (line: string | undefined): boolean => line?.trimStart().startsWith('|') ?? false;

/** Rows come whole, and the head with the line below it: before that it is a paragraph with bars in it. */
function withoutHalfTable(text: string): string {
  const at = lineStart(text);
  const whole = isRow(text.slice(at)) ? text.slice(0, at) : text;
  const lines = whole.slice(Math.max(0, whole.length - 2000)).split('\n');
  const isHeadAlone = lines.at(-1) === '' && isRow(lines.at(-2)) && !isRow(lines.at(-3));
  return isHeadAlone ? whole.slice(0, whole.length - (lines.at(-2) ?? '').length - 1) : whole;
}

/** Where the last paragraph, item, heading or cell begins. */
function runStart(text: string): number {
  let at = text.length;
  while (at > 0) {
    const start = text.lastIndexOf('\n', at - 1) + 1;
    const line = text.slice(start, at);
    if (line.trim() === '' && at !== text.length) return at;
    const opening = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|#{1,6}[ \t]+)/.exec(line);
    if (opening) return start + opening[0].length;
    if (start === 0) return 0;
    at = start - 1;
  }
  return 0;
}

const isWordBefore = (run: string, at: number): boolean => at > 0 && /[\p{L}\p{N}]/u.test(run[at - 1] ?? '');
const isSpaceAt = (run: string, at: number): boolean => at >= run.length || /\s/.test(run[at] ?? '');

/** Walks one run and notes what is still open at its end. */
class OpenMarks {
  readonly #marks: string[] = [];
  readonly #brackets: number[] = [];
  /** Of code that has no end yet. */
  #code = '';
  #cut: number;
  #drop: number[] = [];

  constructor(private readonly run: string) {
    this.#cut = run.length;
  }

  closed(): string {
    for (let at = 0; at < this.run.length && this.#cut === this.run.length && this.#code === '';) at = this.#step(at);
    this.#drop.push(...this.#brackets);
    const kept = this.#without(this.run.slice(0, this.#cut));
    const text = this.#code ? kept : kept.trimEnd();
    return `${text}${this.#code}${this.#marks.toReversed().join('')}`;
  }

  #without(text: string): string {
    if (this.#drop.length === 0) return text;
    const dropped = new Set(this.#drop.flatMap((at) => (text[at - 1] === '!' ? [at - 1, at] : [at])));
    return text
      .split('')
      .filter((_, at) => !dropped.has(at))
      .join('');
  }

  #step(at: number): number {
    const { run } = this;
    switch (run[at]) {
      case '\\':
        if (at + 1 === run.length) this.#cut = at;
        return at + 2;
      case '`':
        return this.#backticks(at);
      case '[':
        this.#brackets.push(at);
        return at + 1;
      case ']':
        return this.#bracketEnd(at);
      case '*':
      case '_':
      case '~':
        return this.#emphasis(at);
      case '<':
        // A line break as bots write it in cells.
        if (/^<\/?b?r?\s*\/?$/i.test(run.slice(at))) this.#cut = at;
        return at + 1;
      default:
        return at + 1;
    }
  }

  #lengthOfRun(at: number): number {
    let end = at;
    while (this.run[end] === this.run[at]) end += 1;
    return end - at;
  }

  #backticks(at: number): number {
    const { run } = this;
    const length = this.#lengthOfRun(at);
    for (let end = at + length; end < run.length;) {
      if (run[end] !== '`') end += 1;
      else if (this.#lengthOfRun(end) === length) return end + length;
      else end += this.#lengthOfRun(end);
    }
    if (at + length === run.length) this.#cut = at;
    // Its end is coming, one backtick at a time.
    else this.#cut = run.length - (/`+$/.exec(run)?.[0].length ?? 0);
    this.#code = at + length === run.length ? '' : '`'.repeat(length);
    return run.length;
  }

  #bracketEnd(at: number): number {
    const { run } = this;
    const start = this.#brackets.pop();
    if (start === undefined) return at + 1;
    if (at + 1 === run.length || (run[at + 1] === '(' && !run.includes(')', at + 1))) {
      this.#drop.push(start);
      this.#cut = at;
    } else if (run[at + 1] === '(') {
      return run.indexOf(')', at + 1) + 1;
    }
    return at + 1;
  }

  #emphasis(at: number): number {
    const { run } = this;
    const length = this.#lengthOfRun(at);
    const mark = run.slice(at, at + length);
    const end = at + length;
    const closes = at > 0 && !isSpaceAt(run, at - 1) && this.#marks.at(-1) === mark;
    if (closes) this.#marks.pop();
    else if (end === run.length) this.#cut = at;
    // `2*3` and `snake_case` are no emphasis, and nobody strikes through with one `~`.
    else if (!isSpaceAt(run, end) && length <= 3 && (length === 2 || (!mark.startsWith('~') && !isWordBefore(run, at))))
      this.#marks.push(mark);
    return end;
  }
}

export function mend(text: string): string {
  const fence = openFence(text);
  if (fence) {
    if (!fence.named) return text.slice(0, fence.at);
    const at = lineStart(text);
    const last = text.slice(at).trim();
    return last !== '' && isRun(last, fence.mark) ? text.slice(0, at) : text;
  }
  let whole = withoutHalfTable(text);
  if (UNDECIDED.test(whole.slice(lineStart(whole)))) whole = withoutHalfTable(whole.slice(0, lineStart(whole)));
  // A row is whole, and what is open in one of its cells stays open.
  if (isRow(whole.trimEnd().slice(lineStart(whole.trimEnd())))) return whole;
  const at = runStart(whole);
  return whole.slice(0, at) + new OpenMarks(whole.slice(at)).closed();
}
