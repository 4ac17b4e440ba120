import { css } from 'lit';

/** What hangs on a message: the one that it answers, reactions, its own answers. */
export const extras = css`
  .quote {
    display: block;
    max-inline-size: 100%;
    margin-block: 1px 6px;
    padding-inline-start: 9px;
    border-inline-start: 2px solid var(--crm-chat-accent-text);
    font-size: 0.8667em;
    line-height: 1.385;
    color: var(--crm-chat-text-muted);
  }
  .quote:hover span {
    color: var(--crm-chat-text);
  }
  .quote b {
    display: block;
    font-weight: 600;
    color: var(--crm-chat-text);
  }
  .quote span {
    display: block;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block: 4px;
  }
  .own .reactions {
    justify-content: flex-end;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    block-size: 26px;
    padding-inline: 8px;
    border-radius: 13px;
    border: 1px solid var(--crm-chat-line);
    background: var(--crm-chat-surface);
    font-size: 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--crm-chat-text-muted);
  }
  .reaction:hover {
    border-color: var(--crm-chat-line-strong);
  }
  .reaction i {
    font-style: normal;
    font-size: 14px;
    line-height: 1;
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--crm-chat-accent-text);
    background: var(--crm-chat-own);
    color: var(--crm-chat-accent-text);
  }
  .replies {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 24px;
    border-radius: 6px;
    font-size: 0.8334em;
    font-weight: 500;
    color: var(--crm-chat-accent-text);
  }
  .replies:hover span {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  [data-found] {
    outline: 2px solid var(--crm-chat-accent-text);
    outline-offset: 2px;
  }
  @media (pointer: coarse) {
    .reaction,
    .replies,
    .quote {
      position: relative;
      min-block-size: 32px;
    }
    .reactions {
      row-gap: 12px;
      padding-block: 6px 8px;
    }
    .replies {
      margin-block: 6px;
    }
    :is(.reaction, .replies, .quote)::after {
      content: '';
      position: absolute;
      inset: -9px -4px;
    }
  }
  @media (forced-colors: active) {
    .reaction {
      border: 1px solid CanvasText;
    }
    .reaction[aria-pressed='true'],
    [data-found] {
      border: 2px solid Highlight;
    }
    .quote {
      border-color: CanvasText;
    }
  }
`;
