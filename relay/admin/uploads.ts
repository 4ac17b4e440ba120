import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PagedView, type Page } from './paged-view.js';
import { bytes, choice, hrefOf, search, time } from './view.js';

/** `AdminUpload` of the admin API's document. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
  readonly sha256: string;
  readonly owner_id: string;
  readonly created_at: string;
  readonly state: 'sent' | 'unsent' | 'gone';
  readonly due_at: string | null;
  readonly messages: readonly { conversation_id: string; message_id: string; note: boolean }[];
}

const PATH = 'uploads';
const STATES = [
  ['', 'Any'],
  ['sent', 'In a message'],
  ['unsent', 'In no message yet'],
  ['gone', 'Message deleted'],
] as const;
const TYPES = [
  ['', 'Any'],
  ['image/*', 'Pictures'],
  ['video/*', 'Videos'],
  ['audio/*', 'Sound'],
  ['text/*', 'Texts'],
  ['application/*', 'Documents'],
] as const;
const SIZES = [
  ['', 'Any'],
  ['100000', '100 kB or more'],
  ['1000000', '1 MB or more'],
  ['5000000', '5 MB or more'],
] as const;

export const stateWords = (upload: Pick<Upload, 'state'>): string =>
  STATES.find(([value]) => value === upload.state)?.[1] ?? upload.state;

@customElement('admin-uploads')
export class UploadsView extends PagedView<Upload> {
  override render(): TemplateResult {
    const {
      person = '',
      conversation = '',
      type = '',
      state: which = '',
      min_size: size = '',
      sha256 = '',
    } = this.query;
    const go = (event: Event) => search(event, PATH);
    const line = (name: string, label: string, value: string) =>
      html`<label
        ><span>${label} <small>id</small></span
        ><input name=${name} autocomplete="off" .value=${value}
      /></label>`;
    return html`<h1 tabindex="-1">Uploads</h1>
      <form class="filters" role="search" @submit=${go}>
        ${line('person', 'Uploaded by', person)} ${line('conversation', 'Conversation', conversation)}
        ${choice('state', 'State', which, STATES, go)} ${choice('type', 'Type', type, TYPES, go)}
        ${choice('min_size', 'Size', size, SIZES, go)}
        <button class="main">Show</button>
      </form>
      ${sha256 === '' ? nothing : html`<p>Copies of one file only. <a href=${hrefOf(PATH)}>Show all uploads</a></p>`}
      ${this.outcome()} ${this.items?.length === 0 ? html`<p class="empty">${this.#nothing}</p>` : nothing}
      <ol class="rows">
        ${this.items?.map(row)}
      </ol>
      ${this.more(this.next, () => void this.loadMore(' a'))}`;
  }

  get #nothing(): string {
    return this.next === null ? 'No upload is like that.' : 'None so far; older ones are looked through with More.';
  }

  protected override page(cursor: string): Promise<Page<Upload>> {
    const {
      person = '',
      conversation = '',
      type = '',
      state: which = '',
      min_size: size = '',
      sha256 = '',
    } = this.query;
    const query = {
      person: person.trim(),
      conversation: conversation.trim(),
      type,
      state: which,
      min_size: size,
      sha256,
    };
    return this.api.get<Page<Upload>>('uploads/', { ...query, cursor, limit: '30' });
  }
}

const row = (upload: Upload) =>
  html`<li>
    <p>
      <a href=${hrefOf(`${PATH}/${upload.id}`)}><bdi>${upload.name}</bdi></a>
      ${upload.state === 'sent' ? nothing : html`<span class="badge">${stateWords(upload).toLowerCase()}</span>`}
    </p>
    <p class="quiet">
      ${upload.type} · ${bytes(upload.size)} · <bdi>${upload.owner_id}</bdi> · ${time(upload.created_at)}
    </p>
  </li>`;
