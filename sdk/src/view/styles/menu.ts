import { css } from 'lit';

/** The menu of the header. */
export const menu = css`
  .icon.bold {
    stroke-width: 2.5;
  }
  .menu {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-end: 0;
    z-index: 3;
    min-inline-size: 200px;
    max-inline-size: min(280px, 80vw);
    padding: 4px;
    background: var(--crm-chat-surface-raised);
    border: 1px solid var(--crm-chat-line);
    border-radius: var(--crm-chat-radius);
    box-shadow: var(--crm-chat-shadow-small);
  }
  .menu button {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 10px;
    border-radius: calc(var(--crm-chat-radius) - 4px);
    font-size: 0.9334em;
    line-height: 1.357;
    outline-offset: -2px;
  }
  .menu button:is(:hover, :focus-visible) {
    background: var(--crm-chat-surface-hover);
  }
  .menu [aria-disabled='true'] {
    color: var(--crm-chat-text-muted);
    cursor: default;
  }
  .menu small {
    display: block;
    font-size: 0.9286em;
    color: var(--crm-chat-text-muted);
  }
  .menu .check {
    inline-size: 16px;
    block-size: 16px;
    color: var(--crm-chat-accent-text);
    flex: none;
  }
  @media (pointer: coarse) {
    .menu button {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .menu {
      border-color: CanvasText;
    }
  }
`;
