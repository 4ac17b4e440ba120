/**
 * Where the build has put what the script tag asks for first: beside it. Written by the build. In the sources they are empty,
 * and each file is found by the one that imports it.
 */
export const FILES: Readonly<Record<'element' | 'chat', string>> = {
  element: '',
  /** The chat behind the launcher and its panel. */
  chat: '',
};
