/** On a phone: every target is as large as a fingertip, and the keyboard covers neither the field nor the newest message. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { devices, type CDPSession, type Page } from 'playwright-core';
import { catalogue } from './states/catalogue.js';
import { NOW_ON_PAGE, serveCatalogue, show } from './states/in-browser.js';
import { launchBrowser, newPerson } from './support/browser.js';
import { Closing } from './support/closing.js';

const closing = new Closing();
/** Messages down to the field, and one is being written. */
const TALK = 'activity, one types';
const LOOK = { theme: 'light', locale: 'en' } as const;
const PORTRAIT = { width: 390, height: 844 };
const SMALL = { width: 320, height: 568 };
const LANDSCAPE = { width: 844, height: 390 };
let page: Page;

before(async () => {
  const url = await serveCatalogue(closing);
  const browser = closing.add(await launchBrowser(), (one) => one.close());
  const { userAgent } = devices['Pixel 7'] ?? {};
  const person = await newPerson(browser, 'file', {
    viewport: PORTRAIT,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    reducedMotion: 'reduce',
    ...(userAgent !== undefined && { userAgent }),
  });
  page = await person.newPage();
  await page.clock.setFixedTime(NOW_ON_PAGE);
  await page.goto(url);
  await page.waitForFunction(() => 'states' in window);
});

after(() => closing.all());

/** Targets that a finger cannot hit within 44 by 44 pixels, as far as the page itself answers. Links in a text are as high as it. */
const tooSmall = (): Promise<readonly string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('crm-chat')!.shadowRoot!;
    const targets =
      'button, a[href], input, select, textarea, [role=option], [role=menuitem], [role=menuitemcheckbox], [role=switch]';
    const wrong: string[] = [];
    for (const target of root.querySelectorAll<HTMLElement>(targets)) {
      if (
        target.matches('.said a, [hidden], .sr, input[type=file]') ||
        !target.checkVisibility({ visibilityProperty: true })
      )
        continue;
      target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = target.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const isHit = (x: number, y: number) => {
        const hit = root.elementFromPoint(x, y);
        return hit !== null && (target.contains(hit) || hit.closest('label')?.contains(target) === true);
      };
      const [x, y] = [left + width / 2, top + height / 2];
      // What lies under something else is not to be hit now: a sheet, the viewer.
      if (!isHit(x, y)) continue;
      const reach = (dx: number, dy: number) => {
        let by = 0;
        while (by < 30 && isHit(x + (by + 0.5) * dx, y + (by + 0.5) * dy)) by += 0.5;
        return by;
      };
      const [wide, high] = [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)];
      if (wide < 43.5 || high < 43.5)
        wrong.push(
          `${target.localName}.${target.className} “${target.ariaLabel ?? target.textContent.trim().slice(0, 30)}”: ${wide} by ${high}`,
        );
    }
    return [...new Set(wrong)];
  });

for (const [title, size] of [
  ['upright', PORTRAIT],
  ['on a small one', SMALL],
  ['across', LANDSCAPE],
] as const)
  describe(`Targets on a phone, ${title}`, () => {
    before(() => page.setViewportSize(size));

    // A picture that is not in view is not fetched, and across it is not. What does not load does so on a broken line alone.
    const shown = catalogue.filter(({ shows, line }) => !line && (size !== LANDSCAPE || shows !== '.shot img'));
    for (const { name } of shown)
      it(name, async () => {
        await show(page, name, LOOK);
        assert.deepEqual(await tooSmall(), []);
      });
  });

/**
 * The keyboard as phones have it: the page stays as high as it was, what is to be seen of it becomes less, and some have pushed it up.
 * Chromium has no keyboard to open on a desktop, so its `visualViewport` says what it would say.
 */
const keyboard = (height: number | null, offsetTop = 0): Promise<void> =>
  page.evaluate(
    async ([high, top]) => {
      const viewport = window.visualViewport!;
      for (const [name, value] of Object.entries({ height: high, offsetTop: high === null ? null : top })) {
        if (value === null) Reflect.deleteProperty(viewport, name);
        else Object.defineProperty(viewport, name, { configurable: true, get: () => value });
      }
      viewport.dispatchEvent(new Event('resize'));
      viewport.dispatchEvent(new Event('scroll'));
      for (let i = 0; i < 3; i += 1) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    },
    [height, offsetTop] as const,
  );

/** Edges in pixels of the page. */
const edges = () =>
  page.evaluate(() => {
    const root = document.querySelector('crm-chat')!.shadowRoot!;
    const of = (selector: string) => {
      const { top, bottom, height } = [...root.querySelectorAll(selector)].at(-1)!.getBoundingClientRect();
      return { top, bottom, height };
    };
    const log = root.querySelector('.log')!;
    return {
      panel: of('.panel'),
      head: of('.head'),
      log: of('.log'),
      composer: of('.composer'),
      newest: of('.msg'),
      fromEnd: log.scrollHeight - log.scrollTop - log.clientHeight,
      scrolled: window.scrollY,
    };
  });

describe('The keyboard of a phone', () => {
  for (const [title, size, left] of [
    ['upright', PORTRAIT, 508],
    ['on a small one', SMALL, 315],
    ['across', LANDSCAPE, 200],
  ] as const) {
    for (const offsetTop of [0, 40])
      it(`leaves the field and the newest message above it, ${title}, the page ${offsetTop === 0 ? 'where it was' : 'pushed up'}`, async () => {
        await page.setViewportSize(size);
        await show(page, TALK, LOOK);
        await page.tap('crm-chat-composer textarea');
        await keyboard(left, offsetTop);
        const { panel, head, log, composer, newest, fromEnd } = await edges();
        const bottom = left + offsetTop;
        assert.deepEqual(
          [Math.round(panel.top), Math.round(panel.bottom)],
          [offsetTop, bottom],
          'the panel is what is to be seen',
        );
        assert.ok(head.top >= offsetTop && composer.bottom <= bottom + 0.5, 'header and field are in it');
        assert.ok(composer.top >= log.top, 'the field covers no header');
        assert.ok(fromEnd <= 1, `the end is in view, and not ${fromEnd} px above it`);
        assert.ok(newest.bottom <= log.bottom + 0.5 && log.height > 0, 'the newest message is above the field');
        await keyboard(null);
        const after = await edges();
        assert.deepEqual([after.panel.top, Math.round(after.panel.bottom)], [0, size.height], 'and all of it again');
        assert.ok(after.fromEnd <= 1, 'still at the end');
      });
  }

  it('does the same where the page itself becomes lower', async () => {
    await page.setViewportSize(PORTRAIT);
    await show(page, TALK, LOOK);
    await page.tap('crm-chat-composer textarea');
    await page.setViewportSize({ width: PORTRAIT.width, height: 508 });
    await page.waitForFunction(() => innerHeight === 508);
    await keyboard(null);
    const { panel, composer, fromEnd } = await edges();
    assert.equal(Math.round(panel.bottom), 508);
    assert.ok(composer.bottom <= 508.5 && fromEnd <= 1);
  });

  it('leaves the page behind where it is, and looking closer does not shrink the panel', async () => {
    await page.setViewportSize(PORTRAIT);
    await page.evaluate(() =>
      document.body.insertAdjacentHTML('beforeend', '<div id="long" style="height: 4000px">page</div>'),
    );
    await show(page, TALK, LOOK);
    const before = await page.evaluate(() => window.scrollY);
    const devtools = await page.context().newCDPSession(page);
    // A finger over the header, then over the messages, to both ends and further.
    for (const [y, by] of [
      [20, -400],
      [400, 900],
      [400, -900],
      [800, -400],
    ] as const)
      await devtools.send('Input.synthesizeScrollGesture', {
        x: 195,
        y,
        yDistance: by,
        speed: 4000,
        gestureSourceType: 'touch',
      });
    assert.equal(await page.evaluate(() => window.scrollY), before, 'the page behind has not moved');
    await devtools.detach();
    await page.evaluate(() => {
      Object.defineProperty(window.visualViewport!, 'scale', { configurable: true, get: () => 2 });
    });
    await keyboard(300, 100);
    assert.equal(Math.round((await edges()).panel.height), PORTRAIT.height);
    await page.evaluate(() => {
      Reflect.deleteProperty(window.visualViewport!, 'scale');
      document.querySelector('#long')?.remove();
    });
    await keyboard(null);
  });
});

/** A phone's notch and home bar, which a desktop's Chromium only has when it is told. */
describe('The edges that a phone keeps for itself', () => {
  const UPRIGHT = { top: 47, bottom: 34, left: 0, right: 0 };
  const ACROSS = { top: 0, bottom: 21, left: 47, right: 47 };
  /** Notch at one side alone, to tell the sides apart. */
  const ONE_SIDE = { ...ACROSS, right: 0 };
  let devtools: CDPSession;

  const keep = (insets: typeof UPRIGHT) =>
    devtools.send('Emulation.setSafeAreaInsetsOverride', {
      insets: {
        ...insets,
        topMax: insets.top,
        bottomMax: insets.bottom,
        leftMax: insets.left,
        rightMax: insets.right,
      },
    });

  before(async () => {
    devtools = await page.context().newCDPSession(page);
  });
  after(async () => {
    await keep({ top: 0, bottom: 0, left: 0, right: 0 });
    await devtools.detach();
  });

  /** What can be pressed or read of these, as far as it lies in the way of an edge. */
  const inTheWay = (insets: typeof UPRIGHT, parts: string): Promise<readonly string[]> =>
    page.evaluate(
      ([{ top, bottom, left, right }, selector]) => {
        const root = document.querySelector('crm-chat')!.shadowRoot!;
        return [...root.querySelectorAll<HTMLElement>(selector)].flatMap((part) => {
          const box = part.getBoundingClientRect();
          const free =
            box.top >= top - 0.5 &&
            box.bottom <= innerHeight - bottom + 0.5 &&
            box.left >= left - 0.5 &&
            box.right <= innerWidth - right + 0.5;
          return free || box.width === 0
            ? []
            : [`${selector} ${part.className}: ${box.left}, ${box.top} to ${box.right}, ${box.bottom}`];
        });
      },
      [insets, parts] as const,
    );

  for (const locale of ['en', 'ar'] as const)
    for (const [title, size, insets] of [
      ['upright', PORTRAIT, UPRIGHT],
      ['across', LANDSCAPE, ACROSS],
      ['across, at one side alone', LANDSCAPE, ONE_SIDE],
    ] as const) {
      const look = { theme: 'light', locale } as const;
      it(`has nothing of the chat in it, ${title}, in ${locale}`, async () => {
        await page.setViewportSize(size);
        await keep(insets);
        await show(page, TALK, look);
        assert.deepEqual(await inTheWay(insets, '.head > *, .composer .box, .composer button, .log, .activity'), []);
        await show(page, 'list, conversations', look);
        assert.deepEqual(await inTheWay(insets, '.head > *, .search'), []);
        await show(page, 'files, a picture in the viewer', look);
        assert.deepEqual(await inTheWay(insets, '.viewer button, .viewer b'), []);
        await show(page, 'launcher, closed', look);
        assert.deepEqual(await inTheWay(insets, '.launcher'), []);
        await show(page, 'launcher, at the left', look);
        assert.deepEqual(await inTheWay(insets, '.launcher'), []);
      });
    }

  it('is no gap above the keyboard, which lies over the home bar', async () => {
    await page.setViewportSize(PORTRAIT);
    await keep(UPRIGHT);
    await show(page, TALK, LOOK);
    const gap = async () => {
      const { composer } = await edges();
      const { bottom } = await page.locator('crm-chat .composer .box').evaluate((one) => {
        const { bottom: low } = one.getBoundingClientRect();
        return { bottom: low };
      });
      return Math.round(composer.bottom - bottom);
    };
    assert.equal(await gap(), UPRIGHT.bottom);
    await keyboard(508);
    assert.ok((await gap()) <= 12, 'the field stands right on the keyboard');
    await keyboard(null);
    assert.equal(await gap(), UPRIGHT.bottom);
  });
});
