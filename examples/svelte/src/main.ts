import { mount } from 'svelte';
import DealPage from './deal-page.svelte';

mount(DealPage, { target: document.querySelector('#app')! });
