/** Runs in the page, bundled with the element's sources: brings it into one state after the other. */
import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { catalogue } from './catalogue.js';
import { Scene, type Look } from './scene.js';

declare global {
  interface Window {
    axe: { run(context: Element | Document, options: object): Promise<AxeResults> };
    states: typeof states;
  }
}

let scene: Scene | null = null;

async function open(one: Scene): Promise<void> {
  if (one.element.position !== 'inline') one.element.show();
  await one.until('.panel:is([open], .inline)');
  await one.settle();
  one.listen();
}

const states = {
  names: catalogue.map(({ name }) => name),

  /** Takes the last one away and shows this one. @returns what a screen reader was told. */
  async show(name: string, look: Look): Promise<readonly string[]> {
    scene?.element.remove();
    for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
    const state = catalogue.find((one) => one.name === name);
    if (!state) throw new Error(`There is no state “${name}”.`);
    Object.assign(document.documentElement, { lang: look.locale, dir: look.locale === 'en' ? 'ltr' : 'rtl' });
    states.light(look.theme);
    scene = new Scene(look, state);
    await state.fill?.(scene);
    document.body.append(scene.element);
    await scene.element.updateComplete;
    await scene.until('.launcher, .panel');
    if (!state.closed) await open(scene);
    await state.act?.(scene);
    await scene.until(state.shows);
    await scene.settle();
    return scene.heard;
  },

  async settle(): Promise<void> {
    await scene?.settle();
  },

  /** The page goes with the element. */
  light(theme: Look['theme']): void {
    document.documentElement.style.setProperty('color-scheme', theme);
    document.body.style.setProperty('background', theme === 'dark' ? '#121519' : '#e8e6e1');
    if (scene) scene.element.theme = theme;
  },

  /** What sticks out of the window or can only be read by scrolling sideways; code and tables may, in themselves. */
  sticksOut(): readonly string[] {
    const all = [...(scene?.root.querySelectorAll<HTMLElement>('.panel *, .launcher, .early, .popup *') ?? [])];
    const scrolls = (one: Element) => one.closest('pre, .table, .tray, .sr, [hidden]') !== null;
    const bad = all.filter((one) => {
      const { left, right, width, height } = one.getBoundingClientRect();
      if (width === 0 || height === 0 || scrolls(one) || one.closest('svg')) return false;
      const isCut = one.matches('.log, .list, .panel, .popup') && one.scrollWidth > one.clientWidth + 1;
      return left < -1 || right > innerWidth + 1 || isCut;
    });
    return bad.map((one) => one.outerHTML.slice(0, 160));
  },

  /** Texts of 200 percent, as somebody sets who cannot read small ones. */
  enlarge(): void {
    scene?.element.style.setProperty('--crm-chat-font-size', '30px');
  },

  /** What moves by itself. */
  moving(): readonly string[] {
    return (scene?.root.getAnimations() ?? []).map((animation) =>
      animation instanceof CSSAnimation
        ? animation.animationName
        : animation instanceof CSSTransition
          ? animation.transitionProperty
          : '',
    );
  },

  /** How the edges of the bubbles are drawn. */
  edges(): readonly string[] {
    const bubbles = scene?.root.querySelectorAll('.own .bubble') ?? [];
    return [...bubbles].map((one) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
      return `${borderTopStyle} ${borderTopWidth}`;
    });
  },

  /** What breaks a rule of WCAG 2.2 AA, or one that axe calls good practice. `colours`: of those alone that a theme changes. */
  async findings(which: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
    await scene?.settle();
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // About whole pages (a landmark, a heading of level one): they speak of the test page, not of the element.
    const ofPages = ['region', 'landmark-one-main', 'page-has-heading-one', 'heading-order'];
    const options =
      which === 'colours'
        ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }
        : {
            runOnly: { type: 'tag', values: tags },
            rules: Object.fromEntries(ofPages.map((rule) => [rule, { enabled: false }])),
          };
    const { violations, passes } = await window.axe.run(document, options);
    if (passes.length < (which === 'all' ? 5 : 1)) return ['axe looked at nothing'];
    return violations.flatMap(({ id, nodes }) => {
      // The transcript is one stop of Tab: Enter on the message brings the focus to its code and its tables.
      const bad = nodes.filter(
        ({ html }) => id !== 'scrollable-region-focusable' || !/^<(pre|div class="table")/.test(html),
      );
      return bad.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} (${failureSummary ?? ''})`);
    });
  },
};

window.states = states;
