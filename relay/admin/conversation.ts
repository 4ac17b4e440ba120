import type { Conversation, Message, MessagesPage, Participant } from '@crm-chat/sdk/protocol';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask, type Question } from './dialog.js';
import { transcript } from './transcript.js';
import { hrefOf, time, View } from './view.js';

@customElement('admin-conversation')
export class ConversationView extends View {
  @property({ attribute: false }) conversationId = '';
  @state() private conversation: Conversation | null = null;
  @state() private messages: readonly Message[] = [];
  @state() private hasMore = false;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversationId')) void this.#reload();
  }

  override render(): TemplateResult {
    const { conversation: there } = this;
    const title = there === null ? 'Conversation' : there.title === '' ? 'Untitled' : there.title;
    return html`<p><a href=${hrefOf('conversations')}>All conversations</a></p>
      <h1 tabindex="-1" dir="auto">${title}</h1>
      ${this.outcome()} ${there === null ? nothing : html`${this.#facts(there)} ${this.#people(there)}`}
      <h2>Transcript</h2>
      ${this.hasMore ? html`<button type="button" @click=${() => void this.#earlier()}>Earlier messages</button>` : nothing}
      ${transcript(this.messages, { edit: (one) => void this.#edit(one), remove: (one) => void this.#remove(one) })}
      ${there !== null && this.messages.length === 0 ? html`<p class="empty">Nothing was said yet.</p>` : nothing}
      <button type="button" @click=${() => void this.#reload('Up to date.')}>Load anew</button>`;
  }

  get #path(): string {
    return `conversations/${encodeURIComponent(this.conversationId)}/`;
  }

  #facts({ id, status, is_archived: isArchived, subject, bot, assignee, ...one }: Conversation) {
    const facts = [
      ['Status', status],
      ['Archived', isArchived ? 'yes' : 'no'],
      ['Subject', subject ?? 'none'],
      ['Bot', bot],
      ['Assigned to', assignee?.name ?? 'nobody'],
      ['Opened', time(one.created_at)],
      ['Id', id],
    ] as const;
    const isOpen = status === 'open';
    return html`<dl>
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd><bdi>${value}</bdi></dd>
            </div>`,
        )}
      </dl>
      <div class="buttons">
        <button type="button" class="status" @click=${() => void this.#status(isOpen)}>
          ${isOpen ? 'Close' : 'Reopen'}
        </button>
        <button
          type="button"
          @click=${() => void this.#patch({ is_archived: !isArchived }, isArchived ? 'Taken out of the archive.' : 'Archived.')}
        >
          ${isArchived ? 'Take out of the archive' : 'Archive'}
        </button>
        <a class="button" href=${hrefOf('uploads', { conversation: id })}>Uploads</a>
        <button type="button" @click=${() => void this.#assign(assignee?.id ?? '')}>Assign</button>
        <button type="button" @click=${() => void this.#rename(one.title)}>Rename</button>
        <button type="button" class="danger" @click=${() => void this.#delete()}>Delete</button>
      </div>`;
  }

  #people({ participants }: Conversation) {
    return html`<h2 tabindex="-1" class="people">People</h2>
      <ul class="rows">
        ${participants.map(
          ({ user, online, joined_at: joinedAt }) =>
            html`<li class="person">
              <p>
                <strong><bdi>${user.name}</bdi></strong>
                <span class="quiet"><bdi>${user.id}</bdi> · ${user.role} · since ${time(joinedAt)}</span>
                ${online ? html`<span class="badge">online</span>` : nothing}
              </p>
              <button type="button" aria-label="Remove ${user.name}" @click=${() => void this.#putOut(user)}>
                Remove
              </button>
            </li>`,
        )}
      </ul>
      <button type="button" class="add" @click=${() => void this.#add()}>Add somebody</button>`;
  }

  #reload(done = ''): Promise<boolean> {
    const all = () =>
      [this.api.get<Conversation>(this.#path), this.api.get<MessagesPage>(`${this.#path}messages/`)] as const;
    return this.load(
      () => Promise.all(all()),
      ([conversation, page]) => {
        this.conversation = conversation;
        this.messages = page.results;
        this.hasMore = page.has_more;
      },
      done,
    );
  }

  async #earlier(): Promise<void> {
    const [first] = this.messages;
    const before = String(first?.seq ?? '');
    const isShown = await this.load(
      () => this.api.get<MessagesPage>(`${this.#path}messages/`, { before }),
      (page) => {
        this.messages = [...page.results, ...this.messages];
        this.hasMore = page.has_more;
      },
    );
    if (isShown && first) this.focusOn(`#message-${first.id}`);
  }

  #patch(body: object, done: string): Promise<boolean> {
    return this.attempt(async () => {
      this.conversation = await this.api.write<Conversation>('PATCH', this.#path, body);
    }, done);
  }

  /** What was asked for and done is also what the transcript tells of: an event stands there now. */
  async #asked(question: Question, done: string, focus: string): Promise<void> {
    if (!(await ask(question))) return;
    await this.#reload(done);
    this.focusOn(focus);
  }

  async #status(isOpen: boolean): Promise<void> {
    if (!isOpen) {
      if (await this.#patch({ status: 'open' }, '')) await this.#reload('Reopened.');
      return;
    }
    await this.#asked(
      {
        title: 'Close the conversation?',
        text: 'Nobody can write in it until it is reopened.',
        act: 'Close it',
        run: () => this.api.write('PATCH', this.#path, { status: 'closed' }),
      },
      'Closed.',
      '.status',
    );
  }

  async #assign(id: string): Promise<void> {
    const hint = 'of an agent or admin; empty for nobody';
    const run = ({ assignee = '' }) =>
      this.api.write('PATCH', this.#path, { assignee: assignee.trim() === '' ? null : assignee.trim() });
    const fields = [{ name: 'assignee', label: 'Id', hint, value: id, isOptional: true }];
    await this.#asked({ title: 'Assign the conversation', fields, act: 'Assign', run }, 'Assigned.', 'h1');
  }

  async #rename(title: string): Promise<void> {
    const fields = [{ name: 'title', label: 'Title', value: title, isOptional: true }];
    const run = (values: object) => this.api.write('PATCH', this.#path, values);
    await this.#asked({ title: 'Rename the conversation', fields, act: 'Rename', run }, 'Renamed.', 'h1');
  }

  async #delete(): Promise<void> {
    const isDone = await ask({
      title: 'Delete the conversation?',
      text: 'It goes with all of its messages, for good, and everybody in it is put out.',
      act: 'Delete for good',
      isDangerous: true,
      run: () => this.api.write('DELETE', this.#path),
    });
    if (isDone) location.hash = hrefOf('conversations');
  }

  async #add(): Promise<void> {
    const roles = ['user', 'agent', 'admin'].map((role) => [role, role] as const);
    const fields = [
      { name: 'id', label: 'Id', hint: 'as in their token' },
      { name: 'name', label: 'Name' },
      { name: 'role', label: 'Role', kind: 'choice', options: roles },
    ] as const;
    const run = (user: object) => this.api.write('POST', `${this.#path}participants/`, { user });
    const text = 'They see the whole history.';
    await this.#asked({ title: 'Add somebody', text, fields, act: 'Add', run }, 'Added.', '.add');
  }

  async #putOut({ id, name }: Participant['user']): Promise<void> {
    const question = {
      title: `Remove ${name}?`,
      text: 'They see the conversation no more; what they wrote stays.',
      act: 'Remove',
      isDangerous: true,
      run: () => this.api.write('DELETE', `${this.#path}participants/${encodeURIComponent(id)}/`),
    };
    await this.#asked(question, 'Removed.', '.people');
  }

  async #edit(message: Message): Promise<void> {
    const fields = [{ name: 'text', label: 'Text', kind: 'text', value: message.text }] as const;
    const run = async ({ text = '' }) => {
      const body = { text: text.replaceAll('\r\n', '\n') };
      this.#put(await this.api.write<Message>('PATCH', `messages/${message.id}/`, body));
    };
    if (await ask({ title: 'Edit the message', text: 'Everybody sees that it was edited.', fields, act: 'Save', run }))
      await this.#told('Edited.', message);
  }

  async #remove(message: Message): Promise<void> {
    const isDeleted = message.deleted_at !== null;
    const erase = {
      name: 'erase',
      label: 'Forget who wrote it, too',
      kind: 'check',
      value: isDeleted ? 'on' : '',
    } as const;
    const isDone = await ask({
      title: isDeleted ? 'Erase the message?' : 'Delete the message?',
      text: isDeleted ? 'Its sender goes, too.' : 'Its text and attachments go for good; its place stays.',
      fields: isDeleted ? [] : [erase],
      act: isDeleted ? 'Erase' : 'Delete',
      isDangerous: true,
      run: async (values) => {
        const body = { erase: isDeleted || values['erase'] === 'on' };
        this.#put(await this.api.write<Message>('DELETE', `messages/${message.id}/`, body));
      },
    });
    if (isDone) await this.#told(isDeleted ? 'Erased.' : 'Deleted.', message);
  }

  #put(changed: Message): void {
    this.messages = this.messages.map((one) => (one.id === changed.id ? changed : one));
  }

  async #told(done: string, { id }: Message): Promise<void> {
    this.error = '';
    this.done = done;
    await this.updateComplete;
    this.focusOn(`#message-${id}`);
  }
}
