/** On a server: what stands in `server.html` in place of `<!--page-->`. The chat is a tag there, with its attributes and nothing else. */
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import DealPage from './deal-page.vue';

export const render = () => renderToString(createSSRApp(DealPage));
