import { html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { wordsOf, type Api } from './api.js';

/** What the views have in common. In the document's own tree: one style sheet for all of it. */
export abstract class View extends LitElement {
  @property({ attribute: false }) api!: Api;
  /** The part of the address after the view's name, such as filters. */
  @property({ attribute: false }) query: Readonly<Record<string, string>> = {};
  @state() protected error = '';
  @state() protected done = '';
  @state() protected isBusy = false;
  /** Of the newest load: an older one that answers late is not shown. */
  #load = 0;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Runs what may be refused; the refusal is shown as the API words it. Resolves with whether it went well. */
  protected async attempt(run: () => Promise<unknown>, done = ''): Promise<boolean> {
    this.isBusy = true;
    this.error = this.done = '';
    try {
      await run();
      this.done = done;
      return true;
    } catch (error) {
      this.error = wordsOf(error);
      return false;
    } finally {
      this.isBusy = false;
      await this.updateComplete;
    }
  }

  /** Loads and shows, unless something newer was asked for meanwhile. */
  protected load<T>(ask: () => Promise<T>, show: (found: T) => void, done = ''): Promise<boolean> {
    const mine = (this.#load += 1);
    return this.attempt(async () => {
      const found = await ask();
      if (mine === this.#load) show(found);
    }, done);
  }

  protected focusOn(selector: string): void {
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  /** What came of the last act: both are always there, so that screen readers hear them change. */
  protected outcome() {
    return html`<p role="alert" class="error">${this.error}</p>
      <p role="status" class="done">${this.isBusy ? 'Loading …' : this.done}</p>`;
  }

  protected more(next: unknown, load: () => void) {
    return next === null || next === false
      ? nothing
      : html`<button type="button" class="more" @click=${load}>More</button>`;
  }
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const time = (at: string) => html`<time datetime=${at}>${format.format(new Date(at))}</time>`;

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** By powers of 1,000, as file managers do. */
export function bytes(size: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), UNITS.length - 1);
  const unit = UNITS[power] ?? 'byte';
  const style = { style: 'unit', unit, unitDisplay: power === 0 ? 'long' : 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(undefined, style).format(size / 1000 ** power);
}

/** A link within the page, with the parameters that are not empty. */
export function hrefOf(path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** Puts what a form holds into the address, so that Back and a reload find it. */
export function search(event: Event, path: string): void {
  event.preventDefault();
  const form = (event.currentTarget as HTMLElement).closest('form') ?? undefined;
  const given = [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const);
  location.hash = hrefOf(path, Object.fromEntries(given));
}

export const choice = (
  name: string,
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  onChange: (event: Event) => void,
) =>
  html`<label>
    <span>${label}</span>
    <select name=${name} .value=${value} @change=${onChange}>
      ${options.map(([id, words]) => html`<option value=${id} ?selected=${id === value}>${words}</option>`)}
    </select>
  </label>`;
