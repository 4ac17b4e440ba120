// Each control is one custom property or attribute of the element; what is not the default is shown as CSS.
const form = document.querySelector('form');
const chat = document.querySelector('crm-chat');
const css = document.querySelector('pre');

const apply = () => {
  const lines = [];
  for (const control of form.elements) {
    const { name, value, dataset } = control;
    if (!name) continue;
    if ('attribute' in dataset) {
      chat.setAttribute(name, value);
      continue;
    }
    const isDefault = value === (control.defaultValue ?? '');
    if (isDefault) chat.style.removeProperty(name);
    else chat.style.setProperty(name, value + (dataset.unit ?? ''));
    if (!isDefault) lines.push(`  ${name}: ${value}${dataset.unit ?? ''};`);
  }
  css.textContent = `crm-chat {\n${lines.join('\n') || '  /* the defaults */'}\n}`;
};

form.addEventListener('input', apply);
apply();
