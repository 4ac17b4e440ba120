/**
 * The plural categories that each language tells apart, from CLDR: `Intl.PluralRules` chooses among them. A test holds the
 * table against the browser's own. This is also the list of languages: a locale that is named here has to be written.
 */
export interface PluralCategories {
  en: 'one' | 'other';
  de: 'one' | 'other';
  fr: 'one' | 'many' | 'other';
  es: 'one' | 'many' | 'other';
  'pt-BR': 'one' | 'many' | 'other';
  ja: 'other';
  'zh-CN': 'other';
  hi: 'one' | 'other';
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
  he: 'one' | 'two' | 'other';
}

export type Language = keyof PluralCategories;

/** One form for each category. */
export type Forms<L extends Language> = Readonly<Record<PluralCategories[L], string>>;

/** Numbers in the sentences of one language. */
export interface Counting<L extends Language> {
  readonly number: (n: number) => string;
  /** The form for `n`, as it stands. For sentences with a name in them. */
  readonly form: (n: number, forms: Forms<L>) => string;
  /** The form for `n` with its `#` replaced by the number. Not for forms that hold a name: that may have a `#` of its own. */
  readonly plural: (n: number, forms: Forms<L>) => string;
}

/** @param locale the reader's regional form of the language, whose digits and separators are used. */
export function createCounting<L extends Language>(language: L, locale: string): Counting<L> {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(locale);
  const number = (n: number) => numbers.format(n);
  const form = (n: number, forms: Forms<L>) => {
    const all: Readonly<Partial<Record<string, string>>> = forms;
    // An older browser may know a category that CLDR has dropped since.
    return all[rules.select(n)] ?? all['other'] ?? '';
  };
  return { number, form, plural: (n, forms) => form(n, forms).replace('#', number(n)) };
}
