import { createApp } from 'vue';
import DealPage from './deal-page.vue';

createApp(DealPage).mount('#app');
