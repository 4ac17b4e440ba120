/** On a server: what stands in `server.html` in place of `<!--page-->`. The chat is a tag there, with its attributes and nothing else. */
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { DealPage } from './deal-page';

export const render = () =>
  renderToString(
    <StrictMode>
      <DealPage />
    </StrictMode>,
  );
