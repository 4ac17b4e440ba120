import { css } from 'lit';

/** Files: in a message and in the field's tray. Sizes by the box, so that nothing moves when a picture loads. */
export const attachments = css`
  .attachments {
    display: grid;
    grid-template-columns: minmax(0, max-content);
    gap: 2px;
    justify-items: start;
    max-inline-size: 100%;
  }
  .own .attachments {
    justify-items: end;
    justify-content: end;
  }
  .shots {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 2px;
    inline-size: 264px;
    max-inline-size: 100%;
    border-radius: var(--crm-chat-radius);
    overflow: hidden;
  }
  .shots.one {
    grid-template-columns: 1fr;
    inline-size: 220px;
  }
  .own .shots,
  .own .file {
    border-end-end-radius: var(--crm-chat-radius-tight);
  }
  .other .shots,
  .other .file {
    border-start-start-radius: var(--crm-chat-radius-tight);
  }
  .shot {
    position: relative;
    display: block;
    padding: 0;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    background: var(--crm-chat-surface-hover);
    cursor: zoom-in;
  }
  .shot:focus-visible {
    outline: 2px solid var(--crm-chat-focus);
    outline-offset: -4px;
    box-shadow: inset 0 0 0 2px var(--crm-chat-surface);
  }
  .shot crm-chat-picture :is(img, canvas),
  .thumb canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .shot .missing {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: 8px;
    font-size: 0.8em;
    line-height: 1.333;
    text-align: center;
    color: var(--crm-chat-text-muted);
  }
  .file {
    position: relative;
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) 28px;
    align-items: center;
    gap: 10px;
    inline-size: 264px;
    max-inline-size: 100%;
    padding: 9px 8px 9px 10px;
    padding-block: 9px;
    padding-inline: 10px 8px;
    border: 1px solid var(--crm-chat-line);
    border-radius: var(--crm-chat-radius);
    background: var(--crm-chat-surface);
    overflow: hidden;
  }
  .own .file {
    border-color: transparent;
    background: var(--crm-chat-own);
  }
  .file .kind {
    inline-size: 36px;
    block-size: 36px;
    display: grid;
    place-items: center;
    border-radius: 9px;
    color: var(--crm-chat-text-muted);
    background: var(--crm-chat-surface-sunken);
  }
  .own .file .kind {
    background: var(--crm-chat-surface);
  }
  .file .name,
  .thumb.doc .name {
    display: block;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    font-weight: 500;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .file .name {
    font-size: 0.9334em;
    line-height: 1.286;
  }
  .file .about,
  .thumb.doc .about {
    display: block;
    font-size: 0.8em;
    line-height: 1.333;
    color: var(--crm-chat-text-muted);
    font-variant-numeric: tabular-nums;
  }
  .file .icon-btn {
    inline-size: 28px;
    block-size: 28px;
  }
  .bar {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    block-size: 3px;
    background: color-mix(in oklab, var(--crm-chat-accent-text) 18%, transparent);
  }
  .bar[hidden] {
    display: none;
  }
  .bar i {
    display: block;
    inline-size: 0;
    block-size: 100%;
    background: var(--crm-chat-accent-text);
  }
  .own .is-pending :is(.file, .shots) {
    outline: 1px dashed color-mix(in oklab, var(--crm-chat-accent-text) 75%, transparent);
    outline-offset: -1px;
    background: color-mix(in oklab, var(--crm-chat-own) 45%, var(--crm-chat-surface));
  }
  .own .is-failed .file {
    border-color: var(--crm-chat-danger);
    background: var(--crm-chat-surface);
  }
  .bubble + .attachments {
    margin-block-start: 2px;
  }

  .tray {
    display: flex;
    gap: 8px;
    margin: 0;
    padding: 10px 10px 2px;
    list-style: none;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .thumb {
    position: relative;
    flex: none;
    inline-size: 64px;
    block-size: 64px;
    border-radius: 11px;
    overflow: hidden;
    background: var(--crm-chat-surface-hover);
  }
  .thumb.doc {
    inline-size: 132px;
    display: flex;
    flex-direction: column;
    justify-content: center;
    padding-inline: 10px 30px;
    background: var(--crm-chat-surface-sunken);
  }
  .thumb.doc .name {
    font-size: 0.8667em;
    line-height: 1.308;
  }
  .thumb .x {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    inline-size: 24px;
    block-size: 24px;
    display: grid;
    place-items: center;
    border-radius: 8px;
    color: var(--crm-chat-text-muted);
    background: var(--crm-chat-surface);
    box-shadow: 0 0 0 1px var(--crm-chat-line);
  }
  @media (pointer: coarse) {
    .thumb .x::after {
      content: '';
      position: absolute;
      inset: -4px -10px -16px;
    }
  }

  .drop {
    position: absolute;
    inset: 68px 8px 8px;
    z-index: 5;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 4px;
    text-align: center;
    border-radius: var(--crm-chat-radius);
    border-end-end-radius: var(--crm-chat-radius-tight);
    outline: 2px dashed var(--crm-chat-accent-text);
    outline-offset: -2px;
    background: color-mix(in oklab, var(--crm-chat-own) 50%, var(--crm-chat-surface));
    pointer-events: none;
  }
  .drop .icon {
    inline-size: 28px;
    block-size: 28px;
    margin-block-end: 6px;
    color: var(--crm-chat-accent-text);
  }
  .drop b {
    font-weight: 600;
    font-size: 1.0667em;
  }
  .drop span {
    font-size: 0.8667em;
    color: var(--crm-chat-text-muted);
  }
  @container crm-chat-panel (max-width: 360px) {
    .drop {
      inset: 64px 4px 4px;
    }
  }
  @media (forced-colors: active) {
    .own .is-failed .file {
      border: 3px double CanvasText;
    }
    .own .is-pending .file {
      border: 2px dashed Highlight;
      outline: 0;
    }
    .shot .missing,
    .thumb {
      border: 1px solid CanvasText;
    }
    .bar {
      background: Canvas;
    }
    .bar i {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
