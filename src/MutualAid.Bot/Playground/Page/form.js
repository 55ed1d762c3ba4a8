import { make, spans } from './render.js';

// Shows a form and calls send(values) once; what comes back may be a form again.
export function openForm(reply, send, actions) {
  const dialog = document.getElementById('form');
  const form = reply.form;
  const fields = form.fields.map((field, i) => fieldOf(field, i));
  const problem = make('p', { role: 'alert' });
  const submit = make('button', { type: 'submit', class: 'primary' }, form.submit);
  const element = make(
    'form',
    { method: 'dialog' },
    make('h2', { id: 'form-title' }, form.title),
    reply.text.length ? make('p', {}, ...spans(reply.text, reply.lang, actions)) : null,
    ...fields.map((f) => f.element),
    problem,
    make('div', { class: 'actions' }, submit, make('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel')),
  );
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    const sent = await send(Object.fromEntries(fields.map((f) => [f.name, f.input.value])));
    submit.disabled = false;
    if (sent && dialog.contains(element)) dialog.close();
    // Behind a dialog nobody hears the page's own alert.
    else problem.textContent = document.getElementById('alert').textContent;
  });
  dialog.lang = reply.lang;
  dialog.replaceChildren(element);
  if (!dialog.open) dialog.showModal();
  fields[0]?.input.focus();
}

function fieldOf(field, i) {
  const id = `field-${i}`;
  const about = `${id}-hint`;
  const shared = { id, name: field.name, required: field.required, 'aria-describedby': about, autocomplete: 'off' };
  const input = field.choices.length
    ? make('select', shared, ...field.choices.map((c) => make('option', { value: c.value }, c.label)))
    : make(field.paragraph ? 'textarea' : 'input', field.paragraph ? { ...shared, rows: 3 } : { ...shared, type: 'text' });
  input.value = field.value;
  const count = make('span', {});
  // Nothing typed is cut off: it is counted, and the bot says when it is too long.
  const tell = () => { count.textContent = input.value.length > field.maxLength * 0.8 ? ` ${input.value.length} / ${field.maxLength}` : ''; };
  input.addEventListener('input', tell);
  tell();
  return {
    name: field.name,
    input,
    element: make('div', { class: 'field' }, make('label', { for: id }, field.label), input, make('p', { id: about, class: 'hint' }, field.hint, count)),
  };
}
