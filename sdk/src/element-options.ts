/**
 * Every option of `<crm-chat>` that is an attribute, by its property: `tokenUrl` is `token-url` on the element and
 * `data-token-url` on the script tag. A test holds it to the element's properties and to the documentation.
 */
export const ELEMENT_OPTIONS = [
  'endpoint',
  'token',
  'tokenUrl',
  'conversationId',
  'subject',
  'botName',
  'heading',
  'position',
  'open',
  'theme',
  'locale',
  'sound',
  'notifications',
  'titleCount',
] as const;

/** Options that are no text, and so have no attribute. */
export const OTHER_OPTIONS = ['getToken', 'strings', 'chat'] as const;

/** `tokenUrl` -> `token-url`, as `dataset` does it. */
export const attributeOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
