import type { User } from '../protocol/index.js';
import { plainName } from './plain-name.js';
import type { Strings } from './words/strings.js';

/** A name in a sentence is cut there; the byline shows what fits and cuts by itself. */
const NAME_IN_SENTENCE = 40;
const HUES = 12;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Costly to make, so there is one. */
let segmenter: Intl.Segmenter | null = null;
/** Letters as people see them. */
const segments = (text: string): string[] => {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), (part) => part.segment);
};

const cut = (name: string) => {
  if (name.length <= NAME_IN_SENTENCE) return name;
  return `${segments(name)
    .slice(0, NAME_IN_SENTENCE - 1)
    .join('')
    .trim()}…`;
};

/** Isolated where it runs against the text around it, so that neither turns the other. */
const isolate = (name: string, rightToLeft: boolean) =>
  RIGHT_TO_LEFT.test(name) === rightToLeft ? name : `\u2068${name}\u2069`;

/** How people are called on screen. */
export interface Names {
  /** As a byline has it; wrap it in `<bdi>`. */
  full(user: User): string;
  /** The first name, for sentences and lists: cut and isolated. */
  short(user: User): string;
  /** The whole name within a sentence. */
  inSentence(user: User): string;
  /** One or two letters; empty for a bot. */
  initials(user: User): string;
}

/** @param botName replaces the bot's own name. */
export function namesOf(strings: Strings, botName: string | null, rightToLeft = false): Names {
  const full = (user: User) => {
    const name = plainName(user.role === 'bot' && botName ? botName : user.name);
    return name || (user.role === 'bot' ? strings.assistant : strings.someone);
  };
  const sentence = (name: string) => isolate(cut(name), rightToLeft);
  return {
    full,
    inSentence: (user) => sentence(full(user)),
    short: (user) => sentence(user.role === 'bot' ? full(user) : (full(user).split(' ')[0] ?? '')),
    initials(user) {
      const words = full(user).split(' ');
      const first = segments(words[0] ?? '')[0] ?? '';
      const last = words.length > 1 ? (segments(words.at(-1) ?? '')[0] ?? '') : '';
      return `${first}${last}`.toLocaleUpperCase();
    },
  };
}

/** 0 to 11: the same person has the same hue everywhere. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const unit of id) hash = (Math.imul(hash, 31) + (unit.codePointAt(0) ?? 0)) >>> 0;
  return hash % HUES;
}

/** People, as against the relay's own voices. */
export const isPerson = (user: User): boolean => user.role !== 'bot' && user.role !== 'system';

export const isStaff = (user: User | undefined): boolean => user?.role === 'agent' || user?.role === 'admin';
