import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { part } from '../../part.js';
import { en, type LauncherStrings } from './launcher-strings.js';
import type { Loaded } from './locales/load-locale.js';
import { override } from './overrides.js';
import type { CreateStrings, StringOverrides } from './strings.js';

const isEnglish = (tag = 'en') => /^en\b/i.test(tag);
const RIGHT_TO_LEFT = /^(ar|he)\b/;

const localeParts = part(async () => import('./locales/load-locale.js'));

/** The language of one element: English at once, another when its chunk is here. */
export class LanguageController implements ReactiveController {
  /** A language tag, for dates and numbers too. */
  tag = 'en';
  /** Null: English. */
  create: CreateStrings | null = null;
  launcher: LauncherStrings = en;
  /** Resolves when the words are here, or cannot be had now. */
  ready: Promise<void> = Promise.resolve();
  #wished = '';
  #given: StringOverrides | null = null;
  #all: LauncherStrings = en;
  readonly #page = new MutationObserver(() => {
    this.#wished = '';
    this.host.requestUpdate();
  });
  #isTurned = false;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#page.observe(document.documentElement, { attributeFilter: ['lang', 'dir'] });
  }

  hostDisconnected(): void {
    this.#page.disconnect();
  }

  /** @param locale what the page asks for; then its own language counts, then the browser's. */
  want(locale: string | null, given: StringOverrides | null): void {
    const page = this.host.closest<HTMLElement>('[lang]')?.lang;
    const wishes = [locale, page, ...navigator.languages].filter((tag): tag is string => !!tag);
    const wished = wishes.join();
    if (wished !== this.#wished) {
      this.#wished = wished;
      if (isEnglish(wishes[0])) this.#take({ tag: wishes[0] ?? 'en', create: null });
      else this.ready = this.#load(wishes, wished);
    }
    if (given !== this.#given) {
      this.#given = given;
      this.launcher = override(this.#all, given);
    }
  }

  async #load(wishes: readonly string[], wished: string): Promise<void> {
    try {
      const { loadLocale } = await localeParts();
      const loaded = await loadLocale(wishes);
      if (this.#wished === wished) this.#take(loaded);
    } catch {
      // English words are better than none; the next rendering asks again.
      if (this.#wished === wished) this.#wished = '';
    }
  }

  #take({ tag, create }: Loaded): void {
    this.tag = tag;
    this.create = create;
    this.#all = create?.(tag) ?? en;
    this.launcher = override(this.#all, this.#given);
    this.#turn();
    this.host.requestUpdate();
  }

  /** Words that are read from right to left turn the element on a page that is not; its own `dir` has the last word. */
  #turn(): void {
    const { host } = this;
    if (this.#isTurned && host.dir === 'rtl') host.removeAttribute('dir');
    this.#isTurned = !host.dir && RIGHT_TO_LEFT.test(this.tag) && !host.matches(':dir(rtl)');
    if (this.#isTurned) host.dir = 'rtl';
  }
}
