import { createRoot, hydrateRoot } from 'react-dom/client';
import { Page, steering } from './react-page.js';
import type { CrmChatProps } from '@crm-chat/sdk/react';

Object.assign(window, { steering });
const root = document.querySelector<HTMLElement>('#root');
if (!root) throw new Error('There is no #root.');
const first = JSON.parse(root.dataset['props'] ?? '{}') as CrmChatProps;
if (root.firstElementChild) hydrateRoot(root, <Page first={first} />);
else createRoot(root).render(<Page first={first} />);
