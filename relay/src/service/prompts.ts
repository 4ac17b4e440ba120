/** The suggestions that an empty conversation shows: kept in the store a tenant, so that an admin can change them. */
import { readFile } from 'node:fs/promises';
import { v5 } from 'uuid';
import { z } from 'zod';
import { DEFAULT_LIMITS, TITLE_CHARS_MAX, type Prompt, type PublicPrompt } from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import type { Collection, Store } from '../store/store.js';

export const DEFAULT_TENANT = 'default';

/** As many as anybody would read; the list goes out whole. */
export const PROMPTS_MAX = 100;
/** Names prompts that come without an id (RFC 9562, 6.6), so that seeding the same file twice changes nothing. */
const PROMPT_IDS = 'b1b0ae6a-6a1e-4b2e-9a0c-0f7d3f6f5d61';

export const promptsOf = (store: Store, tenant: string): Collection<Prompt> =>
  store.collection<Prompt>(`prompts:${tenant}`);

/** Which tenants have been seeded: who removed all prompts does not get them back. */
const seeds = (store: Store): Collection<{ seeded_at: string }> => store.collection('prompt-seeds');

const wellFormed = (text: string): boolean => text.isWellFormed();

const entrySchema = z.strictObject({
  id: z.uuid().optional(),
  title: z.string().trim().min(1).max(TITLE_CHARS_MAX).refine(wellFormed, 'is not well-formed Unicode'),
  text: z.string().trim().min(1).max(DEFAULT_LIMITS.text_chars).refine(wellFormed, 'is not well-formed Unicode'),
  order: z.number().int().min(0).max(1_000_000).optional(),
  is_active: z.boolean().optional(),
});

const listSchema = z.array(entrySchema).min(1).max(PROMPTS_MAX);

const BUILT_IN: z.infer<typeof listSchema> = [
  { title: 'Where do we stand?', text: 'What is the status, and what is the next step?' },
  { title: 'Ask for a price', text: 'Can you send me a price for this?' },
  { title: 'Arrange a meeting', text: 'I would like to arrange a meeting. When would suit you?' },
  { title: 'Question about an invoice', text: 'I have a question about an invoice.' },
  { title: 'Something is not right', text: 'Something is not working as it should. Can you help?' },
  { title: 'Talk to a person', text: 'I would like to talk to a person, please.' },
];

const complete = (entries: z.infer<typeof listSchema>): readonly Prompt[] =>
  entries.map(({ id, title, text, order, is_active }, i) => ({
    id: id ?? v5(JSON.stringify([title, text]), PROMPT_IDS),
    title,
    text,
    order: order ?? i,
    is_active: is_active ?? true,
  }));

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (all, key) => (typeof key === 'number' ? `${all}[${String(key)}]` : `${all}.${String(key)}`),
    'prompts',
  );

const invalid = (file: string, errors: { path: string; message: string }[], cause?: unknown): RelayError => {
  const lines = errors.map(({ path, message }) => `  ${path}: ${message}`).join('\n');
  return new RelayError('invalid', `${file} is no list of prompts:\n${lines}`, { errors, cause });
};

const parse = (name: string, json: string): readonly Prompt[] => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw invalid(name, [{ path: 'prompts', message: 'is not JSON' }], error);
  }
  const result = listSchema.safeParse(value);
  if (!result.success) {
    const errors = result.error.issues.map(({ path, message }) => ({ path: pathOf(path), message }));
    throw invalid(name, errors, result.error);
  }
  const prompts = complete(result.data);
  const ids = new Set<string>();
  for (const [i, { id }] of prompts.entries()) {
    if (ids.has(id)) throw invalid(name, [{ path: `prompts[${String(i)}]`, message: 'is there twice' }]);
    ids.add(id);
  }
  return prompts;
};

/** New ones first, then the others go: cut short, it leaves too many rather than none, and can be run again. */
const replace = async (store: Store, tenant: string, prompts: readonly Prompt[], now: string): Promise<void> => {
  const kept = promptsOf(store, tenant);
  for (const prompt of prompts) await kept.put(prompt.id, prompt);
  const ids = new Set(prompts.map(({ id }) => id));
  for (const { key } of await allOf(kept)) if (!ids.has(key)) await kept.remove(key);
  await seeds(store).put(tenant, { seeded_at: now });
};

const allOf = async (kept: Collection<Prompt>) => {
  const all = [];
  for (let after: string | undefined; ;) {
    const page = await kept.list({ limit: PROMPTS_MAX, ...(after !== undefined && { after }) });
    all.push(...page);
    if (page.length < PROMPTS_MAX) return all;
    after = page.at(-1)?.key;
  }
};

/**
 * `crm-chat-relay seed-prompts [FILE]`: replaces a tenant's prompts by those of a JSON file,
 * `[{title, text, order?, is_active?, id?}]`; without a file by the ones built in. `order` is the place in the file where it
 * is absent.
 *
 * @returns how many there are now
 * @throws RelayError `invalid`, naming each entry at fault; the file system's error where the file cannot be read
 */
export const seedPrompts = async (
  store: Store,
  file?: string,
  { tenant = DEFAULT_TENANT, now = new Date().toISOString() } = {},
): Promise<number> => {
  const prompts = file === undefined ? complete(BUILT_IN) : parse(file, await readFile(file, 'utf8'));
  await replace(store, tenant, prompts, now);
  return prompts.length;
};

/**
 * Gives a tenant the built-in prompts, once in the life of the store.
 *
 * @returns whether it did
 */
export const seedPromptsOnce = async (
  store: Store,
  { tenant = DEFAULT_TENANT, now = new Date().toISOString() } = {},
): Promise<boolean> => {
  // The first of several relays, or of several requests, seeds.
  if ((await seeds(store).put(tenant, { seeded_at: now }, 0)) === null) return false;
  const kept = promptsOf(store, tenant);
  for (const prompt of complete(BUILT_IN)) await kept.put(prompt.id, prompt, 0);
  return true;
};

/** All of a tenant's prompts in their order. A tenant that is asked for the first time gets the built-in ones. */
export const allPrompts = async (store: Store, tenant: string): Promise<Prompt[]> => {
  const kept = promptsOf(store, tenant);
  let documents = await kept.list({ limit: PROMPTS_MAX });
  if (documents.length === 0 && (await seedPromptsOnce(store, { tenant }))) {
    documents = await kept.list({ limit: PROMPTS_MAX });
  }
  return documents.map(({ value }) => value).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
};

/** `GET /api/bot-prompts/`: the active ones by `order`. */
export const activePrompts = async (store: Store, tenant: string): Promise<PublicPrompt[]> =>
  (await allPrompts(store, tenant))
    .filter(({ is_active: active }) => active)
    .map(({ id, title, text, order }) => ({ id, title, text, order }));
