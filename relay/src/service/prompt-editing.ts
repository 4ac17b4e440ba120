/** What an admin does to a tenant's prompts: one at a time, and their order as a whole. */
import type { Prompt } from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import type { Store } from '../store/store.js';
import { allPrompts, PROMPTS_MAX, promptsOf } from './prompts.js';
import { fieldError } from './validate.js';

export interface PromptFields {
  title?: string;
  text?: string;
  order?: number;
  is_active?: boolean;
}

/** Others may edit the same prompt; after so many losses in a row something else is wrong. */
const ATTEMPTS = 5;

const checked = (value: string, path: 'title' | 'text'): string => {
  const trimmed = value.trim();
  if (trimmed === '') throw fieldError(path, 'is empty');
  return trimmed;
};

/** @throws RelayError `not_found` */
export async function onePrompt(store: Store, tenant: string, id: string): Promise<Prompt> {
  const found = await promptsOf(store, tenant).get(id);
  if (found === null) throw new RelayError('not_found');
  return found.value;
}

/**
 * With an id that is there already it changes nothing: a repetition. Without `order` the prompt becomes the last.
 *
 * @throws RelayError `invalid` where there are as many as anybody would read.
 */
export async function createPrompt(
  store: Store,
  tenant: string,
  id: string,
  fields: PromptFields & { title: string; text: string },
): Promise<Prompt> {
  const all = await allPrompts(store, tenant);
  const there = all.find((prompt) => prompt.id === id);
  if (there) return there;
  if (all.length >= PROMPTS_MAX) throw new RelayError('invalid', `There are at most ${PROMPTS_MAX} prompts.`);
  const prompt: Prompt = {
    id,
    title: checked(fields.title, 'title'),
    text: checked(fields.text, 'text'),
    order: fields.order ?? Math.max(-1, ...all.map(({ order }) => order)) + 1,
    is_active: fields.is_active ?? true,
  };
  await promptsOf(store, tenant).put(id, prompt, 0);
  return onePrompt(store, tenant, id);
}

/** @throws RelayError `not_found`, `invalid`, `overloaded` */
export async function patchPrompt(store: Store, tenant: string, id: string, fields: PromptFields): Promise<Prompt> {
  const kept = promptsOf(store, tenant);
  const wanted = {
    ...fields,
    ...(fields.title !== undefined && { title: checked(fields.title, 'title') }),
    ...(fields.text !== undefined && { text: checked(fields.text, 'text') }),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await kept.get(id);
    if (found === null) throw new RelayError('not_found');
    const prompt = { ...found.value, ...wanted };
    if ((await kept.put(id, prompt, found.version)) !== null) return prompt;
  }
  throw new RelayError('overloaded');
}

export async function removePrompt(store: Store, tenant: string, id: string): Promise<void> {
  if (!(await promptsOf(store, tenant).remove(id))) throw new RelayError('not_found');
}

/**
 * Puts the prompts in this order: `order` becomes the place in the list. Cut short, some stand as before; the same again
 * finishes it.
 *
 * @throws RelayError `invalid` where the list is not exactly the prompts there are.
 */
export async function orderPrompts(store: Store, tenant: string, ids: readonly string[]): Promise<Prompt[]> {
  const all = await allPrompts(store, tenant);
  const named = new Set(ids);
  if (named.size !== ids.length || ids.length !== all.length || !all.every(({ id }) => named.has(id))) {
    throw fieldError('ids', 'has to name each prompt once, and no other');
  }
  for (const [order, id] of ids.entries()) {
    if (all.find((prompt) => prompt.id === id)?.order !== order) await patchPrompt(store, tenant, id, { order });
  }
  return allPrompts(store, tenant);
}
