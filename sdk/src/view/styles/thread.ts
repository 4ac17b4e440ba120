import { css } from 'lit';

/** The line above a thread. */
export const thread = css`
  .thread-bar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px;
    border-block-end: 1px solid var(--crm-chat-line);
  }
  .thread-bar h3 {
    font-weight: 600;
  }
  .thread-bar span {
    color: var(--crm-chat-text-muted);
    font-size: 0.8667em;
  }
`;
