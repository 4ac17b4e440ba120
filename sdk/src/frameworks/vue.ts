/**
 * `import '@crm-chat/sdk/vue'` registers `<crm-chat>` and gives Vue's templates its properties, attributes and events. Vue has
 * to be told that it is no component: `compilerOptions.isCustomElement: (tag) => tag === 'crm-chat'`.
 */
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import '../define.js';
import type { CrmChatElement, CrmChatEventMap, CrmChatProperties } from './element-types.js';

export type { CrmChatElement, CrmChatEventMap, StringOverrides } from './element-types.js';

/** A custom element as the types of Vue's templates see a component: camel case stands for kebab case too. */
type CrmChatComponent = new () => CrmChatElement & {
  /** @deprecated For the types of templates alone. */
  $props: HTMLAttributes & CrmChatProperties & PublicProps;
  /** @deprecated For the types of templates alone. */
  $emit: EmitFn<{ [K in keyof CrmChatEventMap]: (event: CrmChatEventMap[K]) => void }>;
};

declare module 'vue' {
  interface GlobalComponents {
    'crm-chat': CrmChatComponent;
  }
}
