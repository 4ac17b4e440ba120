import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from './dialog.js';
import { stateWords, type Upload } from './uploads.js';
import { bytes, hrefOf, time, View } from './view.js';

/** What a browser draws by itself, of what the relay takes. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp)$/;

@customElement('admin-upload')
export class UploadView extends View {
  @property({ attribute: false }) uploadId = '';
  @state() private upload: Upload | null = null;
  /** Of a picture that an admin wants to see: nobody is made to. */
  @state() private pictureUrl = '';

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('uploadId')) void this.#reload();
  }

  override render(): TemplateResult {
    const { upload } = this;
    return html`<p><a href=${hrefOf('uploads')}>All uploads</a></p>
      <h1 tabindex="-1">${upload === null ? 'Upload' : html`<bdi>${upload.name}</bdi>`}</h1>
      ${this.outcome()}
      ${upload === null ? nothing : html`${this.#facts(upload)} ${this.#buttons(upload)} ${this.#messages(upload)}`}`;
  }

  get #path(): string {
    return `uploads/${encodeURIComponent(this.uploadId)}/`;
  }

  #facts(upload: Upload) {
    const { width, height, due_at: dueAt } = upload;
    const facts = [
      ['Type', upload.type],
      ['Size', `${bytes(upload.size)} (${upload.size.toLocaleString()} bytes)`],
      ...(width === undefined || height === undefined ? [] : ([['Pixels', `${width} × ${height}`]] as const)),
      ['Uploaded by', upload.owner_id],
      ['Uploaded', time(upload.created_at)],
      ['State', stateWords(upload)],
      ...(dueAt === null ? [] : ([['Removed by itself', html`from ${time(dueAt)}`]] as const)),
      ['SHA-256', html`<code>${upload.sha256}</code>`],
      ['Id', upload.id],
    ] as const;
    return html`<dl>
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
      )}
    </dl>`;
  }

  #buttons(upload: Upload) {
    const isThere = upload.state !== 'gone';
    const isPicture = isThere && PICTURE.test(upload.type);
    return html`<div class="buttons">
        ${isThere ? html`<button type="button" @click=${() => void this.#download(upload)}>Download</button>` : nothing}
        ${
          isPicture && this.pictureUrl === ''
            ? html`<button type="button" class="show" @click=${() => void this.#show(upload)}>Show the picture</button>`
            : nothing
        }
        <a class="button" href=${hrefOf('uploads', { sha256: upload.sha256 })}>Copies of it</a>
        <button type="button" class="danger" @click=${() => void this.#delete(upload)}>Delete</button>
      </div>
      ${
        this.pictureUrl === ''
          ? nothing
          : html`<img class="picture" tabindex="-1" src=${this.pictureUrl} alt=${upload.name} />`
      }`;
  }

  #messages({ messages }: Upload) {
    return html`<h2>Messages</h2>
      ${messages.length === 0 ? html`<p class="empty">No message has it.</p>` : nothing}
      <ul class="rows">
        ${messages.map(
          ({ conversation_id: conversation, message_id: id, note }) =>
            html`<li>
              <p>
                <a href=${hrefOf(`conversations/${conversation}`)}>Conversation <bdi>${conversation}</bdi></a>
                ${note ? html`<span class="badge">note</span>` : nothing}
              </p>
              <p class="quiet">message <bdi>${id}</bdi></p>
            </li>`,
        )}
      </ul>`;
  }

  #reload(): Promise<boolean> {
    this.pictureUrl = '';
    return this.load(
      () => this.api.get<Upload>(this.#path),
      (upload) => (this.upload = upload),
    );
  }

  async #download({ url, name }: Upload): Promise<void> {
    await this.attempt(async () => {
      const link = document.createElement('a');
      link.href = `${await this.api.linkTo(url)}&download=true`;
      link.download = name;
      link.click();
    });
  }

  async #show({ url }: Upload): Promise<void> {
    const isLinked = await this.attempt(async () => {
      this.pictureUrl = await this.api.linkTo(url);
    });
    if (isLinked) this.focusOn('.picture');
  }

  async #delete({ name, messages }: Upload): Promise<void> {
    const where =
      messages.length === 0
        ? 'No message has it.'
        : `${messages.length === 1 ? 'The message that has it stays' : `The ${messages.length} messages that have it stay`}, with “File removed” in its place.`;
    const isDone = await ask({
      title: 'Delete the file?',
      text: `“${name}” goes for good: from the disk, and from every open chat and link. ${where}`,
      act: 'Delete for good',
      isDangerous: true,
      run: () => this.api.write('DELETE', this.#path),
    });
    if (isDone) location.hash = hrefOf('uploads');
  }
}
