import { css } from 'lit';

/** One picture over the whole window. */
export const viewer = css`
  /* On black whatever the theme: a picture is looked at, not the chat. */
  .viewer {
    position: fixed;
    inset: 0;
    inline-size: 100vw;
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    border: 0;
    color: #f1ece3;
    background: #171512;
  }
  .viewer[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr);
  }
  .viewer::backdrop {
    background: #171512;
  }
  .viewer header,
  .viewer footer {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 60px;
    padding: 8px;
    font-size: 0.8667em;
  }
  .viewer header p {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    padding-inline: 8px;
    line-height: 1.3;
  }
  .viewer header b {
    display: block;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .viewer header span {
    display: block;
    color: #b4ac9e;
  }
  .viewer footer {
    justify-content: center;
    color: #b4ac9e;
    font-variant-numeric: tabular-nums;
  }
  .viewer .icon-btn {
    color: #f1ece3;
  }
  .viewer .icon-btn:hover {
    background: #34302a;
  }
  .viewer .icon-btn:focus-visible {
    outline-color: #f1ece3;
  }
  .viewer .icon-btn[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
  .viewer figure {
    position: relative;
    margin: 0 12px;
    min-block-size: 0;
  }
  .viewer figure :is(img, canvas) {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .viewer .missing {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    color: #b4ac9e;
  }
`;
