import { card, clockNow, make, note, said } from './render.js';
import { composer } from './composer.js';

// One place on the page: its log and its composer. The page has two of them.
export class View {
  constructor(app, host, names) {
    this.app = app;
    this.names = names;
    this.place = null;
    this.elements = new Map();
    this.log = make('div', { role: 'log', 'aria-label': names.log ?? '', 'aria-live': 'polite', tabindex: 0, class: 'log' });
    this.empty = make('p', { class: 'empty' }, 'Nothing here yet. Type ', make('code', {}, '/need groceries for two'), ' or ', make('code', {}, '/help'), '.');
    this.composer = composer(this);
    // Nothing can be said before it is known where.
    this.composer.element.hidden = true;
    host.append(this.log, this.composer.element);
  }

  show(place) {
    if (this.place !== place?.id) {
      this.log.replaceChildren();
      this.elements.clear();
    }
    this.place = place?.id ?? null;
    if (!this.names.log) this.log.setAttribute('aria-label', place ? place.name : 'Nothing open');
    this.composer.element.hidden = !place || place.closed;
    this.update();
  }

  update() {
    const place = this.app.places.get(this.place);
    const items = [...(place?.messages ?? []), ...(this.app.notes.get(this.place) ?? [])].sort((a, b) => a.at - b.at);
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
    const focus = this.focused();
    const wanted = [];
    for (const item of items) {
      const content = JSON.stringify(item);
      let known = this.elements.get(item.id);
      if (known?.content !== content) {
        known = { content, element: this.render(item) };
        this.elements.set(item.id, known);
      }
      wanted.push(known.element);
    }
    for (const id of [...this.elements.keys()]) if (!items.some((i) => i.id === id)) this.elements.delete(id);
    this.reconcile(items.length ? wanted : [this.empty]);
    this.refocus(focus);
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  // Only what differs is touched, so that a screen reader hears only what is new.
  reconcile(wanted) {
    for (const child of [...this.log.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((element, i) => {
      if (this.log.children[i] !== element) this.log.insertBefore(element, this.log.children[i] ?? null);
    });
  }

  render(item) {
    const actions = this.actions(item);
    const element = item.reply
      ? note(item.reply, actions, () => this.app.dismiss(this.place, item.id))
      : item.card ? card(item.card, actions) : said(item);
    element.dataset.message = item.id;
    return element;
  }

  actions(item) {
    const place = this.place;
    return {
      press: (action) => this.app.act(this, '/api/press', { place, action }),
      react: (emoji, on) => this.app.act(this, '/api/react', { place, message: item.id, emoji, on }),
      open: (where, message) => this.app.open(where, message),
    };
  }

  say(text) {
    return this.app.act(this, '/api/say', { place: this.place, text });
  }

  // A private answer, where the person is looking.
  answer(reply) {
    const id = `note-${this.app.nextNote++}`;
    const notes = this.app.notes.get(this.place) ?? [];
    notes.push({ id, at: clockNow(), reply });
    this.app.notes.set(this.place, notes.slice(-30));
    if (reply.givenBack) this.composer.giveBack(reply.givenBack);
    this.update();
    this.elements.get(id)?.element.scrollIntoView({ block: 'nearest' });
  }

  reveal(message) {
    const element = this.elements.get(message)?.element;
    element?.scrollIntoView({ block: 'center' });
    element?.focus();
  }

  focused() {
    const active = document.activeElement;
    const item = active?.closest?.('[data-message]');
    return item && this.log.contains(item) ? { message: item.dataset.message, action: active.dataset.action } : null;
  }

  // A card that was drawn anew keeps the focus where it was.
  refocus(focus) {
    if (!focus) return;
    const element = this.elements.get(focus.message)?.element;
    if (!element) this.log.focus();
    else if (!element.contains(document.activeElement)) {
      const same = [...element.querySelectorAll('[data-action]')].find((b) => b.dataset.action === focus.action);
      (same ?? element).focus();
    }
  }
}
