import { css } from 'lit';

/** One's conversations: rows of a face, two lines and what waits. */
export const listStyles = css`
  crm-chat-list {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
  }
  .list {
    position: relative;
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    padding: calc(var(--crm-chat-space) * 3) calc(var(--crm-chat-space) * 2);
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .full .list {
    padding-block-end: max(calc(var(--crm-chat-space) * 3), env(safe-area-inset-bottom));
  }
  .search {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 38px;
    margin: 0 calc(var(--crm-chat-space) * 1) calc(var(--crm-chat-space) * 2);
    padding-inline: 12px;
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: calc(var(--crm-chat-radius) - 2px);
    color: var(--crm-chat-text-muted);
  }
  .search:focus-within {
    border-color: var(--crm-chat-focus);
    box-shadow: 0 0 0 1px var(--crm-chat-focus);
  }
  .search input {
    flex: 1;
    min-inline-size: 0;
    inline-size: 100%;
    margin: 0;
    padding: 6px 0;
    border: 0;
    outline: none;
    font: inherit;
    color: var(--crm-chat-text);
    text-overflow: ellipsis;
    background: none;
    appearance: none;
  }
  .search input::-webkit-search-cancel-button {
    margin-inline-start: 8px;
    filter: grayscale(1);
    opacity: 0.75;
  }
  .search input::placeholder {
    color: var(--crm-chat-text-muted);
    opacity: 1;
  }
  .list h3 {
    padding: 10px calc(var(--crm-chat-space) * 2) 4px;
    font-size: 0.8667em;
    font-weight: 500;
    color: var(--crm-chat-text-muted);
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 60px;
    padding: 8px;
    border-radius: var(--crm-chat-radius);
    outline-offset: -2px;
  }
  .row:hover {
    background: var(--crm-chat-surface-sunken);
  }
  .row[aria-current] {
    background: var(--crm-chat-own);
  }
  .row .first,
  .row .second {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .row .title,
  .row .last {
    flex: 1;
    min-inline-size: 0;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .row .title {
    font-weight: 500;
    line-height: 1.4;
  }
  .row time {
    font-size: 0.8em;
    color: var(--crm-chat-text-muted);
    flex: none;
  }
  .row .last {
    font-size: 0.9334em;
    line-height: 1.43;
    color: var(--crm-chat-text-muted);
  }
  .row.fresh .title {
    font-weight: 600;
  }
  .row.fresh .last {
    color: var(--crm-chat-text);
  }
  .row .last b {
    font-weight: 500;
    color: var(--crm-chat-accent-text);
  }
  .row .n {
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 6px;
    display: inline-grid;
    place-items: center;
    flex: none;
    font-size: 12px;
    line-height: 1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--crm-chat-on-signal);
    background: var(--crm-chat-signal);
    border-radius: 10px;
  }
  .row .wait {
    align-self: center;
    color: var(--crm-chat-text-muted);
    flex: none;
  }
  .list .state {
    padding: 8px calc(var(--crm-chat-space) * 2);
    font-size: 0.8667em;
    color: var(--crm-chat-text-muted);
    text-align: center;
    text-wrap: pretty;
  }
  .list .state:empty {
    display: none;
  }
  .list .again {
    margin-inline: auto;
    display: flex;
  }
  @media (pointer: coarse) {
    .search {
      min-block-size: 44px;
    }
    .search input {
      font-size: 16px;
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .row[aria-current] {
      outline: 2px solid Highlight;
    }
    .row .n {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
