import { isOn, setOn } from '../../alerts/preferences.js';
import type { MenuItem } from './menu.js';
import type { Strings } from '../words/strings.js';

/** What the page offers its readers. */
export interface SettingsOffers {
  readonly sound: boolean;
  readonly notifications: boolean;
}

const permission = (): NotificationPermission => ('Notification' in globalThis ? Notification.permission : 'denied');

/** The switches of the menu. `changed` is called after each. */
export function settingsOf(strings: Strings, offers: SettingsOffers, changed: () => void): MenuItem[] {
  const items: MenuItem[] = [];
  if (offers.sound) {
    items.push({
      id: 'sound',
      label: strings.sound,
      checked: isOn('sound'),
      onChoose: () => {
        setOn('sound', !isOn('sound'));
        changed();
      },
    });
  }
  // An insecure origin has no notifications: there is nothing to switch.
  if (offers.notifications && 'Notification' in globalThis) {
    items.push({
      id: 'notifications',
      label: strings.notifications,
      refused: permission() === 'denied' ? strings.notificationsBlocked : '',
      checked: isOn('notifications') && permission() === 'granted',
      onChoose: () => void switchNotifications(changed),
    });
  }
  return items;
}

/** A browser asks its reader only within a click of theirs. */
async function switchNotifications(changed: () => void): Promise<void> {
  const on = !(isOn('notifications') && permission() === 'granted');
  const granted = !on || (await Notification.requestPermission()) === 'granted';
  setOn('notifications', on && granted);
  changed();
}
