import type { Prompt } from '@crm-chat/sdk/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ask, type Values } from './dialog.js';
import { View } from './view.js';

type PromptList = { readonly results: Prompt[] };

@customElement('admin-prompts')
export class PromptsView extends View {
  @state() private prompts: readonly Prompt[] | null = null;
  #moving: Promise<unknown> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#reload();
  }

  override render(): TemplateResult {
    const prompts = this.prompts ?? [];
    return html`<h1 tabindex="-1">Prompts</h1>
      <p class="quiet">What an empty chat offers to ask, in this order.</p>
      ${this.outcome()} ${this.prompts?.length === 0 ? html`<p class="empty">There is no prompt yet.</p>` : nothing}
      <ol class="rows">
        ${repeat(
          prompts,
          ({ id }) => id,
          (prompt, at) => this.#row(prompt, at, prompts.length),
        )}
      </ol>
      <button type="button" class="main add" @click=${() => void this.#edit(null)}>Add a prompt</button>`;
  }

  #row(prompt: Prompt, at: number, count: number) {
    const { id, title, text, is_active: isActive } = prompt;
    const move = (name: string, word: string, by: number) => {
      // Never `disabled`: that would take the focus from who has just moved it to the end.
      const isEnd = at + by < 0 || at + by >= count;
      return html`<button
        type="button"
        class=${name}
        aria-label="Move ${title} ${name}"
        aria-disabled=${isEnd ? 'true' : 'false'}
        @click=${() => void this.#move(at, by, name)}
      >
        ${word}
      </button>`;
    };
    return html`<li id=${`prompt-${id}`} tabindex="-1">
      <p><strong dir="auto">${title}</strong> ${isActive ? nothing : html`<span class="badge">inactive</span>`}</p>
      <p class="text" dir="auto" .textContent=${text}></p>
      <div class="buttons small">
        ${move('up', '↑ Up', -1)} ${move('down', '↓ Down', 1)}
        <button type="button" aria-label="Edit ${title}" @click=${() => void this.#edit(prompt)}>Edit</button>
        <button
          type="button"
          aria-label="${isActive ? 'Deactivate' : 'Activate'} ${title}"
          @click=${() => void this.#change(prompt, { is_active: !isActive })}
        >
          ${isActive ? 'Deactivate' : 'Activate'}
        </button>
        <button type="button" aria-label="Remove ${title}" @click=${() => void this.#remove(prompt)}>Remove</button>
      </div>
    </li>`;
  }

  #reload(done = ''): Promise<boolean> {
    return this.load(
      () => this.api.get<PromptList>('prompts/'),
      ({ results }) => (this.prompts = results),
      done,
    );
  }

  /** Shown at once; the orders reach the relay one after the other, so that the last one stands. */
  async #move(at: number, by: number, name: string): Promise<void> {
    const prompts = [...(this.prompts ?? [])];
    const to = at + by;
    const [moved] = prompts.splice(at, 1);
    if (moved === undefined || to < 0 || to > prompts.length) return;
    prompts.splice(to, 0, moved);
    this.prompts = prompts;
    const ids = prompts.map(({ id }) => id);
    const write = () => this.api.write<PromptList>('PUT', 'prompt-order/', { ids });
    this.#moving = this.#moving.then(write, write);
    await this.updateComplete;
    // Its row stands elsewhere in the tree now, which takes the focus from what is in it.
    this.focusOn(`#prompt-${CSS.escape(moved.id)} .${name}`);
    if (await this.attempt(() => this.#moving, `${moved.title} is number ${to + 1} now.`)) return;
    await this.api.get<PromptList>('prompts/').then(
      ({ results }) => (this.prompts = results),
      () => undefined,
    );
  }

  async #change({ id }: Prompt, body: object): Promise<void> {
    const path = `prompts/${encodeURIComponent(id)}/`;
    await this.attempt(async () => {
      const changed = await this.api.write<Prompt>('PATCH', path, body);
      this.prompts = (this.prompts ?? []).map((one) => (one.id === id ? changed : one));
    }, 'Saved.');
  }

  async #edit(prompt: Prompt | null): Promise<void> {
    let id = prompt?.id ?? '';
    const run = async (values: Values) => {
      const body = { title: values['title'] ?? '', text: (values['text'] ?? '').replaceAll('\r\n', '\n') };
      if (prompt === null) ({ id } = await this.api.write<Prompt>('POST', 'prompts/', body));
      else await this.api.write('PATCH', `prompts/${encodeURIComponent(prompt.id)}/`, body);
    };
    const isDone = await ask({
      title: prompt === null ? 'Add a prompt' : 'Edit the prompt',
      fields: [
        { name: 'title', label: 'Title', hint: 'on the button', value: prompt?.title ?? '' },
        { name: 'text', label: 'Text', hint: 'what is sent', kind: 'text', value: prompt?.text ?? '' },
      ],
      act: prompt === null ? 'Add' : 'Save',
      run,
    });
    if (!isDone) return;
    await this.#reload('Saved.');
    this.focusOn(`#prompt-${CSS.escape(id)}`);
  }

  async #remove({ id, title }: Prompt): Promise<void> {
    const isDone = await ask({
      title: `Remove ${title}?`,
      text: 'Chats offer it no more.',
      act: 'Remove',
      isDangerous: true,
      run: () => this.api.write('DELETE', `prompts/${encodeURIComponent(id)}/`),
    });
    if (!isDone) return;
    await this.#reload('Removed.');
    this.focusOn('h1');
  }
}
