import type { PublicPrompt } from '../protocol/index.js';
import type { Http, HttpResult } from '../transport/http.js';
import { getPrompts } from './routes.js';
import type { Where } from './where.js';

export interface GreetingOptions {
  http: Http;
  /** On a page of a record. */
  hasSubject: boolean;
  where: () => Pick<Where, 'lookUp'>;
  isSomebodyHere: () => boolean;
  onPrompts: (prompts: readonly PublicPrompt[]) => void;
}

/** While there is no conversation: what it could begin with, and whether the relay answers at all. */
export class Greeting {
  #prompts: Promise<HttpResult<unknown>> | null = null;

  constructor(private readonly options: GreetingOptions) {}

  /** The prompts show that the relay answers, and the record may have a conversation by now. */
  async greet(): Promise<HttpResult<unknown>> {
    // On a record's page the look-up shows that the relay answers.
    if (!this.options.hasSubject) this.#prompts = null;
    const prompts = await this.loadPrompts();
    if (!prompts.ok || !this.options.isSomebodyHere()) return prompts;
    const found = await this.options.where().lookUp();
    return found ?? prompts;
  }

  /** Once; after a failure again, when something asks. */
  loadPrompts(): Promise<HttpResult<unknown>> {
    return (this.#prompts ??= getPrompts(this.options.http).then((result) => {
      if (!result.ok) this.#prompts = null;
      else this.options.onPrompts(result.body);
      return result;
    }));
  }
}
