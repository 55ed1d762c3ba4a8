import { get } from './wire.js';
import { make } from './render.js';

let lists = 0;

// The box to type in, with what can be typed next.
export function composer(view) {
  const listId = `completion-${++lists}`;
  const list = make('ul', { id: listId, role: 'listbox', 'aria-label': 'Suggestions', class: 'completion', hidden: true });
  const box = make('textarea', {
    id: view.names.id, rows: 1, 'aria-label': view.names.box, placeholder: view.names.hint, autocomplete: 'off',
    'aria-autocomplete': 'list', 'aria-controls': listId,
  });
  const form = make('form', { class: 'composer' }, list, box, make('button', { type: 'submit', class: 'primary' }, view.names.send));
  let items = [];
  let chosen = -1;
  let asked = 0;
  let wait;

  function close() {
    clearTimeout(wait);
    asked++;
    items = [];
    chosen = -1;
    list.hidden = true;
    list.replaceChildren();
    box.removeAttribute('aria-activedescendant');
  }

  function choose(index) {
    chosen = (index + items.length) % items.length;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === chosen)));
    box.setAttribute('aria-activedescendant', list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: 'nearest' });
  }

  function take(index) {
    box.value = items[index].line;
    close();
    box.focus();
    grow();
    complete();
  }

  async function complete() {
    clearTimeout(wait);
    const line = box.value;
    const mine = ++asked;
    if (!line.startsWith('/') || line.includes('\n')) return close();
    wait = setTimeout(async () => {
      let found;
      try {
        found = (await get('/api/complete', { as: view.app.me, place: view.place, line })).items;
      } catch {
        // Typing goes on without suggestions.
        found = [];
      }
      // An answer that comes late is to an old question.
      if (mine !== asked || box.value !== line) return;
      items = found;
      chosen = -1;
      list.replaceChildren(...items.map((item, i) => make(
        'li',
        { id: `${listId}-${i}`, role: 'option', 'aria-selected': 'false', onmousedown: (e) => { e.preventDefault(); take(i); } },
        make('bdi', { class: 'label' }, item.label), make('span', { class: 'hint' }, item.hint),
      )));
      list.hidden = items.length === 0;
    }, 120);
  }

  function grow() {
    box.rows = Math.min(6, box.value.split('\n').length);
  }

  async function send() {
    const text = box.value.trim();
    if (!text) return;
    close();
    box.value = '';
    grow();
    const done = await view.say(text);
    if (!done && !box.value) box.value = text;
  }

  box.addEventListener('input', () => { grow(); complete(); });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (!list.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      choose(event.key === 'ArrowDown' ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (!list.hidden && event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (chosen >= 0 && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); send(); });

  return {
    element: form,
    giveBack(text) {
      if (box.value) return;
      box.value = text;
      grow();
    },
    focus: () => box.focus(),
  };
}
