import type { UploadAnswer, Uploader } from '../entry.js';
import { ChatError } from '../errors.js';
import type { Attachment } from '../protocol/index.js';
import { needsToken, problemOf, type HttpFailure, type HttpResult } from './http.js';
import type { Tokens } from './token.js';
import type { Environment } from './transport.js';

/** A line on which nothing has moved for that long is given up: 10 MB may take as long as they take, silence may not. */
const STALLED_MS = 30_000;

type Part = Parameters<Uploader>[0];
type Ground = Pick<Environment, 'clock' | 'fetch' | 'XMLHttpRequest'>;

/** Sends one form. Rejects where nothing answered. */
type Send = (
  url: string,
  token: string,
  form: FormData,
  signal: AbortSignal,
  moved: (part: number) => void,
) => Promise<Response>;

/** `POST /api/uploads/`. A refused token is replaced once. */
export const createUploader = (endpoint: string, tokens: Tokens, env: Ground): Uploader => {
  const { XMLHttpRequest: Xhr } = env;
  const send: Send = Xhr ? byXhr(Xhr) : byFetch(env.fetch);
  return async (file, onProgress, signal) => {
    for (let isSecond = false; ; isSecond = true) {
      let token: string;
      try {
        token = await tokens.get();
      } catch (error) {
        return failed(error instanceof ChatError ? error.message : String(error));
      }
      const result = await once(send, env, { url: `${endpoint}/api/uploads/`, token, file, onProgress, signal });
      if (!needsToken(result) || isSecond) return answerOf(result);
      tokens.refuse(token);
    }
  };
};

const failed = (detail: string): UploadAnswer => ({ kind: 'retry', code: 'network', detail, retry_after: null });

const answerOf = (result: HttpResult<Attachment>): UploadAnswer => {
  if (result.ok) return { kind: 'done', attachment: result.body };
  const { detail, isTransient, retryAfter: retry_after } = result;
  const code = result.code === 'signed_out' ? 'token_invalid' : result.code;
  if (isTransient || code === 'network') return { kind: 'retry', code, detail, retry_after };
  return { kind: 'refused', code, detail };
};

interface Request {
  url: string;
  token: string;
  file: Part;
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

const once = async (
  send: Send,
  { clock }: Ground,
  { url, token, file, onProgress, signal }: Request,
): Promise<HttpResult<Attachment>> => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  let cancel: () => void = () => undefined;
  const watch = () => {
    cancel();
    cancel = clock.after(STALLED_MS, abort);
  };
  watch();
  try {
    const response = await send(url, token, formOf(file), controller.signal, (part) => {
      watch();
      onProgress(part);
    });
    if (!response.ok) return await refusalOf(response);
    return { ok: true, status: response.status, body: (await response.json()) as Attachment };
  } catch (error) {
    return { ok: false, code: 'network', detail: String(error), isTransient: true, retryAfter: null };
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
};

/** The id comes first: the relay knows a repetition before its bytes arrive. */
const formOf = ({ upload_id, name, type, blob }: Part): FormData => {
  const form = new FormData();
  form.append('client_id', upload_id);
  form.append('file', new File([blob], name, { type }));
  return form;
};

/** A proxy before the relay has a limit of its own, and says so in its own words. */
const refusalOf = async (response: Response): Promise<HttpFailure> => {
  const failure = await problemOf(response);
  if (response.status !== 413 || failure.code !== 'network') return failure;
  return { ...failure, code: 'too_large', isTransient: false, detail: 'The file is too large for a proxy on the way.' };
};

const byFetch =
  (fetch: Environment['fetch']): Send =>
  (url, token, form, signal) =>
    fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: form,
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });

const byXhr =
  (Xhr: new () => XMLHttpRequest): Send =>
  (url, token, form, signal, moved) =>
    new Promise((resolve, reject) => {
      const xhr = new Xhr();
      const lost = () => reject(new TypeError('The upload did not reach the relay.'));
      xhr.upload.onprogress = ({ loaded, total }) => moved(total > 0 ? loaded / total : 0);
      xhr.onload = () => {
        const retryAfter = xhr.getResponseHeader('Retry-After');
        const headers = retryAfter === null ? {} : { 'Retry-After': retryAfter };
        try {
          resolve(new Response(xhr.responseText, { status: xhr.status, headers }));
        } catch {
          // A status that no answer to an upload has (204, 304): whoever said it is not the relay.
          lost();
        }
      };
      xhr.onerror = xhr.onabort = xhr.ontimeout = lost;
      signal.addEventListener('abort', () => xhr.abort(), { once: true });
      if (signal.aborted) return lost();
      xhr.open('POST', url);
      xhr.setRequestHeader('Authorization', `Bearer ${token}`);
      xhr.send(form);
    });
