import { isOn, setOn } from '../../alerts/preferences.js';
import { html, type TemplateResult } from 'lit';
import { settingsWords } from '../words/parts/settings.js';
import type { View } from '../view.js';
import type { SettingsOffers } from './header.js';
import type { MenuItem } from './menu.js';

export { styles } from './menu.js';

const permission = (): NotificationPermission => ('Notification' in globalThis ? Notification.permission : 'denied');

/** The switches of the menu. `changed` is called after each. */
function itemsOf({ stringsWith }: View, offers: SettingsOffers, changed: () => void): MenuItem[] {
  const strings = stringsWith(settingsWords);
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
  if (offers.notifications) {
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

export const settingsMenu = (view: View, offers: SettingsOffers, changed: () => void): TemplateResult =>
  html`<crm-chat-menu
    .label=${view.stringsWith(settingsWords).more}
    .items=${itemsOf(view, offers, changed)}
  ></crm-chat-menu>`;
