/**
 * How Svelte's markup is to take the tag: what has to compile, and what must not. Nothing here runs. The example in
 * examples/svelte is markup that svelte-check checks.
 */
import type { SvelteHTMLElements } from 'svelte/elements';
import type {} from '../../src/frameworks/svelte.js';

type Tag = SvelteHTMLElements['crm-chat'];

const nothing = (_value: unknown): void => undefined;

export const props: Tag = {
  endpoint: 'https://chat.example.com',
  'token-url': '/chat-token',
  getToken: async () => 'jwt',
  subject: 'deal:42',
  'bot-name': 'Skipper',
  position: 'inline',
  open: true,
  titleCount: false,
  strings: { write: 'Ask' },
  class: 'chat',
  id: 'chat',
  'onconversation-change': ({ detail }) => nothing(detail.conversationId?.length),
  'onmessage-sent': ({ detail }) => nothing(detail.message.text.length),
  onclick: ({ currentTarget }) => currentTarget.show(),
};

// @ts-expect-error -- no such place
export const wrongPlace: Tag = { position: 'top' };
// @ts-expect-error -- misspelt
export const misspelt: Tag = { conversationID: 'c' };
// @ts-expect-error -- a token comes later
export const tooEarly: Tag = { getToken: () => 'jwt' };
// @ts-expect-error -- a count is a number
export const wrongDetail: Tag = { 'onunread-change': ({ detail }) => nothing(detail.count satisfies string) };
// @ts-expect-error -- there is no such event
export const wrongEvent: Tag = { 'onmessage-read': nothing };
