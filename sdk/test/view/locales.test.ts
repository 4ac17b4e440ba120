import { emulateMedia } from '@web/test-runner-commands';
import type { Language } from '../../src/view/words/counting.js';
import { bytesOf } from '../../src/view/attachments/bytes.js';
import { createFormat } from '../../src/view/format.js';
import { languageOf, loadLocale } from '../../src/view/words/locales/load-locale.js';
import type { AllStrings, Named } from '../../src/view/words/strings.js';
import { equal, ok, until } from '../outbox/assert.js';
import { allEnglish } from './all-english.js';
import { bot, conversationOf, dana, fakeChat, person, priya, tomas, type FakeChat } from './fake-chat.js';
import { mount, resize, unmountAll } from './mount.js';

/** The categories that `counting.ts` names, as values. */
const CATEGORIES: Record<Language, readonly Intl.LDMLPluralRule[]> = {
  en: ['one', 'other'],
  de: ['one', 'other'],
  fr: ['one', 'many', 'other'],
  es: ['one', 'many', 'other'],
  'pt-BR': ['one', 'many', 'other'],
  ja: ['other'],
  'zh-CN': ['other'],
  hi: ['one', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  he: ['one', 'two', 'other'],
};
const LANGUAGES = Object.keys(CATEGORIES) as Language[];
const OTHERS = LANGUAGES.filter((language) => language !== 'en');
const RIGHT_TO_LEFT = ['ar', 'he'];

const stringsOf = async (language: Language): Promise<AllStrings> => {
  const { create } = await loadLocale([language]);
  return create ? create(language) : allEnglish('en');
};

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Every sentence by its path; sentences with numbers for each kind of number there is. */
function sentences(strings: object, path = ''): [path: string, sentence: string][] {
  const them: Named = { name: 'Dana', isYou: false };
  const you: Named = { name: (strings as { you?: string }).you ?? 'You', isYou: true };
  const and = (names: readonly string[]) => names.join('+');
  const calls: Record<string, (make: (...args: never[]) => string) => string[]> = {
    number: (make) => [0, 1, 2, 5, 11, 100, 101, 1_000_000].map((n) => (make as (n: number) => string)(n)),
    name: (make) => [(make as (name: string, text: string) => string)('Dana', 'Dana')],
    event: (make) => {
      const event = make as unknown as (a: Named, b: Named, self: boolean, bot: string) => string;
      return [
        event(them, them, true, 'Bot'),
        event(you, you, true, 'Bot'),
        event(them, you, false, 'Bot'),
        event(you, them, false, 'Bot'),
      ];
    },
  };
  return Object.entries(strings).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key;
    if (isTree(value)) return sentences({ ...value, you: you.name }, at);
    if (typeof value === 'string') return [[at, value] as [string, string]];
    const make = value as (...args: never[]) => string;
    let said: string[];
    if (key === 'typing')
      said = [['A'], ['A', 'B'], ['A', 'B', 'C']].map((names) => make(names as never, and as never));
    else if (key === 'here') said = [1, 2, 3].map((n) => make('Dana' as never, n as never));
    else if (key === 'back') said = [1, 2, 7].map((n) => make(1 as never, n as never));
    else if (path === 'files' && !['max', 'position'].includes(key)) {
      const file = make as (...args: unknown[]) => string;
      said =
        key === 'dropLimits' ? [0, 1, 2, 5, 11, 100].map((n) => file(n, '10 MB')) : [file('a.txt', '48 MB', '10 MB')];
    } else if (path === 'files' && key === 'position') said = [make(1 as never, 2 as never)];
    else if (path === 'events') said = calls['event']?.(make) ?? [];
    else if (/^(joined|left|sentAt|readAt|readBy|notSent|writing|hello|botFirst|botOnly|says)$/.test(key))
      said = calls['name']?.(make) ?? [];
    else said = calls['number']?.(make) ?? [];
    return said.map((sentence, i) => [`${at}#${i}`, sentence] as [string, string]);
  });
}

/** May be the same as in English: names of things, empty ones, what is punctuation. */
const SAME = new Set(['comma', 'gap', 'roles.system', 'language', 'says#0']);

describe('The languages', () => {
  for (const language of LANGUAGES) {
    it(`${language} names the plural categories that the browser tells apart`, () => {
      const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      // Older tables have a category "many" for Hebrew, which CLDR 42 has dropped.
      const missing = known.filter((one) => !CATEGORIES[language].includes(one) && language !== 'he');
      equal(missing, []);
      const samples = Array.from({ length: 200 }, (_, n) => new Intl.PluralRules(language).select(n));
      const never = CATEGORIES[language].filter((one) => !samples.includes(one) && one !== 'many' && one !== 'other');
      equal(never, []);
    });
  }

  for (const language of OTHERS) {
    it(`${language} says everything, in words of its own and with the numbers in them`, async () => {
      const own = new Map(sentences(await stringsOf(language)));
      const source = new Map(sentences(await stringsOf('en')));
      equal(
        [...source.keys()].filter((path) => !own.has(path)),
        [],
      );
      const left = [...own].filter(
        ([path, sentence]) =>
          !SAME.has(path) &&
          // One word that languages share, such as "Bot" and "Message".
          (sentence.includes(' ') || !/^\p{Script=Latin}+$/u.test(sentence)) &&
          sentence === source.get(path),
      );
      equal(left, []);
      equal(
        [...own].filter(
          ([path, sentence]) =>
            sentence.includes('#') || sentence.includes('undefined') || (sentence === '' && !SAME.has(path)),
        ),
        [],
      );
      const script: Partial<Record<Language, RegExp>> = {
        ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
        'zh-CN': /\p{Script=Han}/u,
        hi: /\p{Script=Devanagari}/u,
        ar: /\p{Script=Arabic}/u,
        he: /\p{Script=Hebrew}/u,
      };
      const letters = script[language];
      if (letters)
        equal(
          [...own].filter(([path, sentence]) => !SAME.has(path) && !letters.test(sentence)),
          [],
        );
    });
  }

  it('Arabic counts in six forms', async () => {
    const { newMessages } = await stringsOf('ar');
    equal(
      [0, 1, 2, 3, 11, 100].map((n) => newMessages(n).replace(/\p{Nd}+/u, 'n')),
      ['لا رسائل جديدة', 'رسالة جديدة واحدة', 'رسالتان جديدتان', 'n رسائل جديدة', 'n رسالة جديدة', 'n رسالة جديدة'],
    );
  });

  it('finds the language for a tag, and goes on to the next wish where there is none', async () => {
    equal(
      ['de-CH', 'DE', 'pt', 'pt-PT', 'zh', 'zh-SG', 'zh-Hans-HK', 'zh-TW', 'iw', 'en-ZA', 'sv', '', 'not a tag'].map(
        languageOf,
      ),
      ['de', 'de', 'pt-BR', 'pt-BR', 'zh-CN', 'zh-CN', 'zh-CN', null, 'he', 'en', null, null, null],
    );
    const { tag, create } = await loadLocale(['sv', 'x', 'fr-CA', 'de']);
    equal([tag, create?.('fr-CA').today], ['fr-CA', 'Aujourd’hui']);
    equal(await loadLocale(['sv']), { tag: 'en', create: null });
  });

  it('writes numbers, sizes, lists and times as the reader’s region does', async () => {
    const strings = await stringsOf('en');
    const at = new Date(2027, 0, 4, 22, 5).getTime();
    const of = (locale: string) => {
      const { number, list, time } = createFormat(locale, strings, () => at);
      return [number(16384), bytesOf(locale, 5_033_165), list(['A', 'B']), time(at)].map((part) =>
        part.replace(/\s/gu, ' '),
      );
    };
    equal(of('de-DE'), ['16.384', '4,8 MB', 'A und B', '22:05']);
    equal(of('en-US'), ['16,384', '4.8 MB', 'A and B', '10:05 PM']);
    equal(of('fr-FR'), ['16 384', '4,8 Mo', 'A et B', '22:05']);
    equal(
      [0, 1, 1023, 1024, 10_485_760, 3e9].map((n) => bytesOf('en-GB', n)),
      ['0 bytes', '1 byte', '1,023 bytes', '1 kB', '10 MB', '2.8 GB'],
    );
  });
});

/** Everything at once that has words. */
const fill = (chat: FakeChat) => {
  chat.stores.$presence.set([dana, priya]);
  chat.receive(dana, '—', {
    created_at: new Date(Date.now() - 86_400_000).toISOString(),
    edited_at: new Date().toISOString(),
  });
  for (const event of ['participant_added', 'assigned', 'closed', 'reopened'] as const)
    chat.receive(person('', '', 'system'), 'English from the relay', {
      type: 'event',
      rich: { kind: 'event', event, user: priya },
    });
  const mine = chat.receive(tomas, '—');
  chat.read(dana, mine.seq);
  chat.receive(priya, '', { deleted_at: new Date().toISOString() });
  chat.receive(tomas, '—', { type: 'note' });
  chat.receive(bot, '—', { status: 'interrupted' });
  chat.queue('—', { state: 'failed', error: { code: 'text_too_long', detail: 'English from the relay' } });
  chat.queue('—', { created_at: '2027-01-01T10:00:00.000Z' });
  chat.stores.$status.set('offline');
};

/** What is on the screen and in names, without what people wrote or are called. */
const wordsOf = (root: Node): string[] => {
  const words: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'placeholder', 'title']) {
        const value = node.getAttribute(name);
        if (value !== null) words.push(value);
      }
    } else words.push(node.textContent ?? '');
  }
  const people = /Tomás|Ferreira|Dana|Okafor|Priya|Nair|Assistant|Renewal 2027/g;
  return words.map((word) => word.replace(people, '').replace(/\s+/g, ' ').trim()).filter(Boolean);
};

describe('In each language', () => {
  afterEach(async () => {
    unmountAll();
    document.documentElement.lang = 'en';
    await emulateMedia({ colorScheme: 'light' });
    await resize(800, 600);
  });

  for (const language of OTHERS) {
    it(`${language}: nothing English is left on the screen, nothing is cut off at 320 pixels`, async () => {
      await resize(320, 640);
      const chat = fakeChat();
      fill(chat);
      const { element, $, all, ready } = await mount(chat, { locale: language });
      await ready();
      equal(
        [$('dialog').lang, getComputedStyle($('dialog')).direction],
        [language, RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr'],
      );
      const source = new Set(sentences(await stringsOf('en')).map(([, sentence]) => sentence));
      const own = new Set(sentences(await stringsOf(language)).map(([, sentence]) => sentence));
      const shown = wordsOf(element.renderRoot);
      ok(shown.length > 20, 'there are words');
      equal(
        shown.filter((word) => (source.has(word) && !own.has(word)) || word.includes('English')),
        [],
      );
      const panel = $('.panel').getBoundingClientRect();
      const cut = all('.panel :is(button, p, span, h2, textarea, .bubble)')
        .filter((part) => !part.closest('.sr') && part.getClientRects().length > 0)
        .filter((part) => {
          const { left, right } = part.getBoundingClientRect();
          return left < panel.left - 0.5 || right > panel.right + 0.5;
        });
      equal(
        cut.map((part) => part.outerHTML.slice(0, 80)),
        [],
      );
      equal($('.panel').scrollWidth, $('.panel').clientWidth);
      // A button's words stand in it whole.
      equal(
        all('.btn')
          .filter((button) => button.scrollWidth > button.clientWidth)
          .map((button) => button.textContent),
        [],
      );
    });

    it(`${language}: the empty conversation greets in it`, async () => {
      await resize(320, 640);
      const chat = fakeChat({ conversation: conversationOf({ title: '' }) });
      chat.stores.$prompts.set([{ id: '1', title: '—', text: '—', order: 1 }]);
      const { element, text, ready } = await mount(chat, { locale: language });
      await ready();
      const { whatCanWeDo, startWith, chat: title } = await stringsOf(language);
      ok(text('.hello h3').includes(whatCanWeDo.replace(/\s/gu, ' ')));
      equal([text('.label'), text('h2')], [startWith, title]);
      const source = new Set(sentences(await stringsOf('en')).map(([, sentence]) => sentence));
      const own = new Set(sentences(await stringsOf(language)).map(([, sentence]) => sentence));
      equal(
        wordsOf(element.renderRoot).filter((word) => source.has(word) && !own.has(word)),
        [],
      );
    });
  }

  it('changes live, there and back, with direction and launcher', async () => {
    const { element, $, ready } = await mount(fakeChat());
    equal([$('textarea').getAttribute('placeholder'), element.dir], ['Write a message', '']);
    element.locale = 'he';
    await until(() => $('textarea').getAttribute('placeholder') === 'כתבו הודעה');
    await ready();
    equal([element.dir, $('.launcher').ariaLabel, $('.launcher').lang], ['rtl', 'פתיחת הצ׳אט', 'he']);
    element.locale = 'de-AT';
    await until(() => $('textarea').getAttribute('placeholder') === 'Nachricht schreiben');
    equal(element.dir, '');
    element.locale = 'en-GB';
    await until(() => $('textarea').getAttribute('placeholder') === 'Write a message');
    await ready();
    equal($('.launcher').ariaLabel, 'Open chat');
  });

  it('follows the page’s language, and its change; a wish that we cannot meet falls back to it', async () => {
    document.documentElement.lang = 'es-MX';
    const { element, $ } = await mount(fakeChat(), { locale: 'sv' });
    equal($('.launcher').ariaLabel, 'Abrir el chat');
    document.documentElement.lang = 'ja';
    await until(() => $('.launcher').ariaLabel === 'チャットを開く');
    equal($('textarea').getAttribute('placeholder'), 'メッセージを入力');
    element.locale = 'zh';
    await until(() => $('.launcher').ariaLabel === '打开聊天');
  });

  it('leaves a direction alone that the page has given', async () => {
    const box = document.createElement('div');
    document.body.append(box);
    const { element, $, ready } = await mount(fakeChat(), { locale: 'ar', parent: box });
    await ready();
    element.dir = 'ltr';
    element.locale = 'he';
    await until(() => $('.launcher').lang === 'he');
    equal(element.dir, 'ltr');
    box.remove();
  });

  it('uses the page’s own words where it has some, in any language, and ignores what is no word', async () => {
    const chat = fakeChat();
    chat.receive(dana, 'one');
    const { element, $, text, ready } = await mount(chat, { open: false });
    element.strings = {
      openChatUnread: (n) => `Ask us (${n})`,
      write: 'Ask anything',
      newMessages: 'Fresh',
      notices: { polling: 'Slow lane' },
      // @ts-expect-error -- a page in JavaScript
      send: 5,
    };
    chat.stores.$status.set('polling');
    await ready();
    equal($('.launcher').ariaLabel, 'Ask us (1)');
    element.show();
    await until(() => text('.notice') === 'Slow lane');
    equal(
      [$('textarea').getAttribute('placeholder'), $('.send').ariaLabel, text('.unread')],
      ['Ask anything', 'Send', 'Fresh'],
    );
    element.locale = 'de';
    await until(() => $('.send').ariaLabel === 'Senden');
    equal($('textarea').getAttribute('placeholder'), 'Ask anything');
    element.strings = null;
    await until(() => $('textarea').getAttribute('placeholder') === 'Nachricht schreiben');
  });
});
