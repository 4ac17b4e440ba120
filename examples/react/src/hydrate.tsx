/** In the browser, on a page that `render.tsx` has filled. */
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { DealPage } from './deal-page';

hydrateRoot(
  document.querySelector('#app')!,
  <StrictMode>
    <DealPage />
  </StrictMode>,
);
