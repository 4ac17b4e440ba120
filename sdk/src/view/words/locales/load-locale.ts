/** Which of our languages a reader gets, and its words: loaded only where English is not the first that fits. */
import { part } from '../../../part.js';
import type { Language } from '../counting.js';
import type { AllStrings } from '../strings.js';

/** What a file of this folder exports. */
export interface LocaleModule {
  /** @param locale the reader's regional form. */
  readonly create: (locale: string) => AllStrings;
}

export interface Loaded {
  /** As it was asked for, with its region. */
  readonly tag: string;
  /** Null: English, which the panel brings along. */
  readonly create: LocaleModule['create'] | null;
}

/** One import each, written out: a bundler makes a chunk of each. */
const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<LocaleModule>>> = {
  de: part(async () => import('./de.js')),
  fr: part(async () => import('./fr.js')),
  es: part(async () => import('./es.js')),
  'pt-BR': part(async () => import('./pt-br.js')),
  ja: part(async () => import('./ja.js')),
  'zh-CN': part(async () => import('./zh-cn.js')),
  hi: part(async () => import('./hi.js')),
  ar: part(async () => import('./ar.js')),
  he: part(async () => import('./he.js')),
};

/** Our language for a tag; null for one that we do not have, and for what is no tag at all. */
export function languageOf(tag: string): Language | null {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag).maximize();
  } catch {
    return null;
  }
  const { language, script } = locale;
  // Other Portuguese reads Brazilian; who writes in traditional characters is not given simplified ones.
  if (language === 'pt') return 'pt-BR';
  if (language === 'zh') return script === 'Hans' ? 'zh-CN' : null;
  return language === 'en' || language in loaders ? (language as Language) : null;
}

/** The words of the first wish that we have, English where we have none. Rejects when the chunk could not be fetched. */
export async function loadLocale(wishes: readonly string[]): Promise<Loaded> {
  for (const tag of wishes) {
    const language = languageOf(tag);
    if (language === 'en') return { tag, create: null };
    if (language) return { tag, create: (await loaders[language]()).create };
  }
  return { tag: 'en', create: null };
}
