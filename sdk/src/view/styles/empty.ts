import { css } from 'lit';

/** Nothing was said yet. */
export const empty = css`
  .empty {
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    gap: 24px;
    padding: 28px 16px 0;
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .empty + .activity {
    block-size: 16px;
    padding-block: 0;
  }
  .stack {
    display: flex;
    margin-block-end: 20px;
  }
  .stack .avatar {
    box-shadow: 0 0 0 2px var(--crm-chat-surface);
  }
  .stack .avatar + .avatar {
    margin-inline-start: -7px;
  }
  .stack .avatar:nth-child(1) {
    z-index: 2;
  }
  .stack .avatar:nth-child(2) {
    z-index: 1;
  }
  .hello {
    padding-inline: 8px;
  }
  .hello h3 {
    font-size: 1.6em;
    line-height: 1.292;
    font-weight: 600;
    letter-spacing: -0.018em;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .hello h3 > span {
    display: block;
    color: var(--crm-chat-text-muted);
    font-weight: 500;
  }
  .hello p {
    margin-block-start: 8px;
    font-size: 0.9667em;
    line-height: 1.448;
    color: var(--crm-chat-text-muted);
    text-wrap: pretty;
  }
  .prompts .label {
    padding: 0 8px 8px;
    font-size: 0.8667em;
    font-weight: 500;
    color: var(--crm-chat-text-muted);
  }
  .prompts ul {
    border: 1px solid var(--crm-chat-line);
    border-radius: var(--crm-chat-radius);
    overflow: hidden;
  }
  .prompts li + li {
    border-block-start: 1px solid var(--crm-chat-line);
  }
  .prompts button {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 10px 12px;
    outline-offset: -3px;
    border-radius: calc(var(--crm-chat-radius) - 2px);
  }
  .prompts button:hover {
    background: var(--crm-chat-surface-sunken);
  }
  .prompts b {
    display: block;
    font-weight: 500;
    line-height: 1.333;
    overflow-wrap: anywhere;
  }
  /* In lines of the page's direction words of the other one begin where the rest does. */
  .prompts :is(b, span span) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .prompts span span {
    display: block;
    font-size: 0.8667em;
    line-height: 1.385;
    color: var(--crm-chat-text-muted);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .prompts .icon {
    color: var(--crm-chat-text-muted);
  }
  .prompts button:hover .icon {
    color: var(--crm-chat-accent-text);
  }
  @container crm-chat-panel (max-width: 360px) {
    .empty {
      padding: 20px 12px 0;
    }
  }
  @media (forced-colors: active) {
    .prompts ul {
      border-color: CanvasText;
    }
  }
`;
