import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { DealPage } from './deal-page';

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <DealPage />
  </StrictMode>,
);
