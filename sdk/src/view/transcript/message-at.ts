/** The message that an event happened at. */
export const messageAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.msg') : null;
