import { renderToString } from 'react-dom/server';
import { Page } from './react-page.js';
import type { CrmChatProps } from '@crm-chat/sdk/react';

const first = JSON.parse(process.argv[2] ?? '{}') as CrmChatProps;
console.log(
  JSON.stringify({
    html: renderToString(<Page first={first} />),
    registered: globalThis.customElements?.get('crm-chat') !== undefined,
  }),
);
