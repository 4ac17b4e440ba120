import { css } from 'lit';

/** The message that is answered or changed, above the field. */
export const strip = css`
  .strip {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 10px;
    padding-block: 8px 0;
    padding-inline: 12px 6px;
    font-size: 0.8667em;
    line-height: 1.308;
  }
  .strip > .icon {
    color: var(--crm-chat-accent-text);
  }
  .strip b {
    display: block;
    font-weight: 600;
  }
  .strip span {
    display: block;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    color: var(--crm-chat-text-muted);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
`;
