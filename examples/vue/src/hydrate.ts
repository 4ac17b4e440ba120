/** In the browser, on a page that `render.ts` has filled. */
import { createSSRApp } from 'vue';
import DealPage from './deal-page.vue';

createSSRApp(DealPage).mount('#app');
