/** Of the menu with what the page offers its readers. */
export const settingsWords = () => ({
  more: 'More',
  sound: 'Sound',
  notifications: 'Notifications',
  notificationsBlocked: 'Blocked in this browser’s settings',
});
