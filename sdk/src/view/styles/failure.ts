import { css } from 'lit';

/** What was refused. */
export const failure = css`
  .is-failed .bubble {
    background: var(--crm-chat-surface);
    box-shadow: inset 0 0 0 1px var(--crm-chat-danger);
  }
  .meta.bad {
    color: var(--crm-chat-danger);
  }
`;
