/**
 * How Vue's templates are to take the tag: what has to compile, and what must not. Nothing here runs. The example in
 * examples/vue is a template that vue-tsc checks.
 */
import { type GlobalComponents, h } from 'vue';
import type {} from '../../src/frameworks/vue.js';

type Tag = InstanceType<GlobalComponents['crm-chat']>;

export const props: Tag['$props'] = {
  endpoint: 'https://chat.example.com',
  tokenUrl: '/chat-token',
  getToken: async () => 'jwt',
  subject: 'deal:42',
  botName: 'Skipper',
  position: 'inline',
  open: true,
  titleCount: false,
  strings: { write: 'Ask' },
  class: 'chat',
  id: 'chat',
};

// @ts-expect-error -- no such place
export const wrongPlace: Tag['$props'] = { position: 'top' };
// @ts-expect-error -- misspelt
export const misspelt: Tag['$props'] = { conversationID: 'c' };
// @ts-expect-error -- a token comes later
export const tooEarly: Tag['$props'] = { getToken: () => 'jwt' };

export const listen = (emit: Tag['$emit'], error: CustomEvent<{ code: 'network'; message: string }>): void => {
  emit('chat-error', error);
  // @ts-expect-error -- not the detail of that event
  emit('unread-change', error);
  // @ts-expect-error -- there is no such event
  emit('message', error);
};

/** A template's ref is the element. */
export const show = (chat: Tag): void => chat.show();

export const rendered = h('crm-chat', { 'token-url': '/chat-token' });
