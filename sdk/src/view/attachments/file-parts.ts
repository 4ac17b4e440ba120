/** What is shown of files and asked about them, as one chunk: most conversations have none. */
import { attachments as attachmentStyles } from '../styles/attachments.js';
import { viewer as viewerStyles } from '../styles/viewer.js';
import { Picture } from './picture.js';
import { Progress } from './progress.js';

export { attachments } from './attachments.js';
export { dropSign, sift, thumbs } from './waiting-files.js';
export { Viewing } from './viewing.js';

export const styles = [attachmentStyles, viewerStyles];

/** Another copy of the SDK may have been first. */
const define = (name: string, element: CustomElementConstructor): void => {
  if (!customElements.get(name)) customElements.define(name, element);
};
define('crm-chat-picture', Picture);
define('crm-chat-progress', Progress);
