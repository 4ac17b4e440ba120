import { css, unsafeCSS } from 'lit';

/** Twelve hues for people's initials: classes, since an inline style would need `unsafe-inline` of the page's policy. */
const hues = unsafeCSS(
  Array.from({ length: 12 }, (_, i) => `.h${String(i)}{--crm-chat-hue:${String((55 + i * 30) % 360)}}`).join(''),
);

/** The messages. People speak in bubbles, the bot writes on the page. */
export const transcript = css`
  crm-chat-transcript {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
  }
  .log {
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    padding: var(--crm-chat-space) calc(var(--crm-chat-space) * 4) calc(var(--crm-chat-space) * 2);
    display: flex;
    flex-direction: column;
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .rows {
    flex: none;
    margin-block-start: auto;
    position: relative;
  }
  .older {
    block-size: 36px;
    display: grid;
    place-items: end center;
  }
  .day,
  .event,
  .older {
    font-size: 0.8em;
    line-height: 1.333;
    color: var(--crm-chat-text-muted);
    text-align: center;
  }
  /* Its own margin and no rule for what follows it: as a rule for siblings that would style all of them anew when some come. */
  .day {
    padding-block: 18px 2px;
    margin-block-end: calc(var(--crm-chat-space) * -1);
    font-weight: 500;
  }
  .event {
    padding-block: 16px 0;
    padding-inline: 24px;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 10px;
    padding-block: 18px 0;
    font-size: 0.8em;
    line-height: 1.333;
    font-weight: 600;
    color: var(--crm-chat-signal);
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: color-mix(in oklab, var(--crm-chat-signal) 45%, transparent);
  }

  .group {
    contain: layout style;
    display: grid;
    grid-template-columns: 28px minmax(0, 1fr);
    column-gap: calc(var(--crm-chat-space) * 2.5);
    margin-block-start: calc(var(--crm-chat-space) * 4);
  }
  .group > .col {
    grid-column: 2;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 2px;
    min-inline-size: 0;
  }
  .msg {
    position: relative;
    max-inline-size: calc(100% - 20px);
    border-radius: var(--crm-chat-radius);
  }
  .bot .msg {
    max-inline-size: 100%;
    inline-size: 100%;
  }
  .group.own {
    grid-template-columns: minmax(0, 1fr);
  }
  .group.own > .col {
    grid-column: 1;
    align-items: flex-end;
    padding-inline-start: 52px;
  }
  .own .msg {
    max-inline-size: 100%;
    display: flex;
    flex-direction: column;
    align-items: flex-end;
  }
  .byline {
    display: flex;
    align-items: baseline;
    gap: 6px;
    max-inline-size: 100%;
    font-size: 0.8334em;
    line-height: 1.28;
    padding-block-end: 4px;
  }
  .byline.sr {
    display: block;
    padding: 0;
  }
  .byline b {
    font-size: 1.04em;
    font-weight: 600;
    min-inline-size: 0;
  }
  .byline span,
  .byline time {
    color: var(--crm-chat-text-muted);
    white-space: nowrap;
  }

  ${hues}
  .avatar {
    position: relative;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 11px;
    line-height: 1;
    font-weight: 600;
    letter-spacing: 0.01em;
    flex: none;
    user-select: none;
    background: var(--crm-chat-surface-hover);
    background: light-dark(oklch(0.9 0.035 var(--crm-chat-hue, 80)), oklch(0.38 0.04 var(--crm-chat-hue, 80)));
    color: light-dark(oklch(0.36 0.06 var(--crm-chat-hue, 80)), oklch(0.93 0.03 var(--crm-chat-hue, 80)));
  }
  .avatar.bot {
    border-radius: 10px;
    border-start-start-radius: 3px;
    background: var(--crm-chat-accent-tint);
    color: var(--crm-chat-accent-text);
  }
  .avatar .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .avatar.l {
    inline-size: 36px;
    block-size: 36px;
    font-size: 13px;
  }
  .avatar.l.bot {
    border-radius: 12px;
    border-start-start-radius: 4px;
  }
  .avatar.l .icon {
    inline-size: 20px;
    block-size: 20px;
  }
  .avatar .dot {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--crm-chat-online);
    border: 2px solid var(--crm-chat-surface);
  }

  .bubble {
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: calc(var(--crm-chat-space) * 2) calc(var(--crm-chat-space) * 3) calc(var(--crm-chat-space) * 2.25);
    border-radius: var(--crm-chat-radius);
  }
  .text {
    overflow-wrap: anywhere;
    line-height: 1.4;
  }
  .page .text {
    line-height: 1.467;
    text-wrap: pretty;
  }
  .bot .msg + .msg {
    margin-block-start: calc(var(--crm-chat-space) * 2);
  }
  .other .bubble {
    background: var(--crm-chat-other);
    border-start-start-radius: var(--crm-chat-radius-tight);
  }
  .other .msg:not(:last-child) .bubble {
    border-end-start-radius: var(--crm-chat-radius-tight);
  }
  .own .bubble {
    background: var(--crm-chat-own);
    border-end-end-radius: var(--crm-chat-radius-tight);
  }
  .own .msg + .msg .bubble {
    border-start-end-radius: var(--crm-chat-radius-tight);
  }
  .is-note .bubble {
    background: var(--crm-chat-note);
  }
  .is-pending .bubble {
    outline: 1px dashed color-mix(in oklab, var(--crm-chat-accent-text) 75%, transparent);
    outline-offset: -1px;
    background: color-mix(in oklab, var(--crm-chat-own) 45%, var(--crm-chat-surface));
  }
  .gone {
    display: flex;
    align-items: center;
    gap: 6px;
    padding-block: 2px;
    font-size: 0.9334em;
    line-height: 1.428;
    color: var(--crm-chat-text-muted);
  }
  /* Behind the last word. */
  .text:has(> .edited) > .said,
  .text:has(> .edited) > .said > .part:last-of-type,
  .text:has(> .edited) > .said :is(p, .written):last-child {
    display: inline;
  }
  .edited {
    font-size: 0.8em;
    color: var(--crm-chat-text-muted);
    white-space: nowrap;
  }
  .meta {
    display: flex;
    align-items: flex-start;
    gap: 4px;
    min-block-size: 20px;
    padding-block-start: 3px;
    font-size: 0.8em;
    line-height: 1.333;
    color: var(--crm-chat-text-muted);
  }
  .meta span {
    font-variant-numeric: tabular-nums;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .meta .icon {
    margin-block-start: 0.5px;
  }
  .own .msg:not(:last-child) .meta {
    padding-block-end: 4px;
  }
  .fix {
    display: flex;
    gap: 4px;
    padding-block: 4px 2px;
  }
`;
