import { css } from 'lit';

/** Whom to mention. */
export const peopleList = css`
  .listbox {
    position: absolute;
    inset-inline: calc(var(--crm-chat-space) * 3);
    inset-block-end: calc(100% + 6px);
    max-block-size: 288px;
    overflow: auto;
    padding: 4px;
    background: var(--crm-chat-surface-raised);
    border-radius: var(--crm-chat-radius);
    box-shadow:
      0 0 0 1px var(--crm-chat-line),
      var(--crm-chat-shadow-small);
    z-index: 3;
  }
  .option {
    display: grid;
    grid-template-columns: 28px minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
    min-block-size: 44px;
    padding-inline: 8px;
    border-radius: 10px;
    cursor: pointer;
  }
  .option:hover {
    background: var(--crm-chat-surface-sunken);
  }
  .option[aria-selected='true'] {
    background: var(--crm-chat-own);
  }
  .option b {
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .option small {
    font-size: 0.8334em;
    line-height: 1.68;
    color: var(--crm-chat-text-muted);
  }
  .option[aria-selected='true'] small {
    color: var(--crm-chat-text);
  }
  @media (prefers-reduced-motion: no-preference) {
    .listbox {
      animation: crm-chat-fade 80ms;
    }
  }
  @media (forced-colors: active) {
    .listbox {
      border: 1px solid CanvasText;
    }
    .option[aria-selected='true'] {
      border: 2px solid Highlight;
    }
  }
`;
