/** What a reader has switched on or off in this browser. */
export type Preference = 'sound' | 'notifications';

const keyOf = (name: Preference): string => `crm-chat|${name}`;

/** Sound is on where the page offers it, until the reader switches it off; notifications are for the reader to switch on. */
const DEFAULTS: Readonly<Record<Preference, boolean>> = { sound: true, notifications: false };

export const isOn = (name: Preference): boolean => {
  try {
    const kept = localStorage.getItem(keyOf(name));
    return kept === null ? DEFAULTS[name] : kept === 'on';
  } catch {
    return DEFAULTS[name]; // Storage is switched off.
  }
};

/** For all tabs of this browser. */
export const setOn = (name: Preference, on: boolean): void => {
  try {
    localStorage.setItem(keyOf(name), on ? 'on' : 'off');
  } catch {
    // Then it lasts as long as nobody asks: nothing was promised.
  }
};
