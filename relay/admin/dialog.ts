import { html, nothing, render, type TemplateResult } from 'lit';
import { wordsOf } from './api.js';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'line' | 'text' | 'check' | 'choice';
  readonly value?: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** For a `choice`: value and label. */
  readonly options?: readonly (readonly [string, string])[];
}

/** What was filled in, by field; a check is `on` or empty. */
export type Values = Readonly<Record<string, string>>;

export interface Question {
  readonly title: string;
  readonly text?: string;
  /** Below the text, one a line. */
  readonly points?: readonly string[];
  readonly after?: string;
  readonly fields?: readonly Field[];
  /** The word on the button that does it. */
  readonly act: string;
  readonly isDangerous?: boolean;
  /** The dialog stays open, with what was filled in, until this succeeds. */
  run(values: Values): Promise<unknown>;
}

/** Resolves with whether it was done; Esc and Cancel do nothing. */
export function ask(question: Question): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  let done = false;
  let isBusy = false;
  const show = (error = '') => render(content(question, dialog, submit, error), dialog);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    const given = new FormData(event.target as HTMLFormElement);
    const values = Object.fromEntries(
      [...given].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
    );
    try {
      await question.run(values);
      done = true;
      dialog.close();
    } catch (error) {
      show(wordsOf(error));
    } finally {
      isBusy = false;
    }
  };
  show();
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(done);
    });
  });
}

/** Such as when the session has ended: nothing can be done any more. */
export const closeDialogs = (): void => document.querySelectorAll('dialog').forEach((dialog) => dialog.close());

function content(
  { title, text, points = [], after, fields = [], act, isDangerous = false }: Question,
  dialog: HTMLDialogElement,
  submit: (event: SubmitEvent) => Promise<void>,
  error: string,
): TemplateResult {
  return html`<form @submit=${submit}>
    <h2 id="dialog-title">${title}</h2>
    ${text === undefined ? nothing : html`<p>${text}</p>`}
    ${
      points.length === 0
        ? nothing
        : html`<ul>
            ${points.map((point) => html`<li>${point}</li>`)}
          </ul>`
    }
    ${after === undefined ? nothing : html`<p>${after}</p>`} ${fields.map(field)}
    <p role="alert" class="error">${error}</p>
    <div class="buttons">
      <button type="button" @click=${() => dialog.close()}>Cancel</button>
      <button class=${isDangerous ? 'danger' : 'main'}>${act}</button>
    </div>
  </form>`;
}

function field({ name, label, kind = 'line', value = '', hint = '', isOptional = false, options = [] }: Field) {
  if (kind === 'check') {
    return html`<label class="check"
      ><input type="checkbox" name=${name} ?checked=${value === 'on'} /> ${label}</label
    >`;
  }
  return html`<label>
    <span>${label}${hint === '' ? nothing : html` <small>${hint}</small>`}</span>
    ${
      kind === 'text'
        ? html`<textarea name=${name} rows="5" dir="auto" ?required=${!isOptional} .defaultValue=${value}></textarea>`
        : kind === 'choice'
          ? html`<select name=${name}>
              ${options.map(([id, words]) => html`<option value=${id} ?selected=${id === value}>${words}</option>`)}
            </select>`
          : html`<input name=${name} autocomplete="off" dir="auto" ?required=${!isOptional} .defaultValue=${value} />`
    }
  </label>`;
}
