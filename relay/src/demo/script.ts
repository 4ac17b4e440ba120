/** What the demo page does itself; the chat comes by its own script tag. */
export const SCRIPT = `
const chat = () => document.querySelector('crm-chat');

document.querySelector('[data-action="chat"]').addEventListener('click', () => {
  // Whoever clicks before the element has come gets the chat when it is here.
  customElements.whenDefined('crm-chat').then(() => chat()?.show());
});

const buttons = [...document.querySelectorAll('.theme button')];
const choose = (theme) => {
  document.documentElement.dataset.theme = theme;
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.theme === theme));
  chat()?.setAttribute('theme', theme);
  try {
    localStorage.setItem('demo-theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
};
for (const button of buttons) button.addEventListener('click', () => choose(button.dataset.theme));
try {
  choose(localStorage.getItem('demo-theme') ?? 'auto');
} catch {
  choose('auto');
}
`;
