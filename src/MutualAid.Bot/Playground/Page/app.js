import { get, listen, post } from './wire.js';
import { clockNow, make, refreshTimes, setClock } from './render.js';
import { openForm } from './form.js';
import { View } from './view.js';

const byId = (id) => document.getElementById(id);

const app = {
  me: '', places: new Map(), notes: new Map(), unread: new Set(), nextNote: 1, last: Promise.resolve(),

  // Does something and shows the answer where it was done; one thing after the other, as the person did them. True when the bot took it.
  act(view, path, body) {
    const done = app.last.then(() => app.actNow(view, path, body));
    app.last = done;
    return done;
  },

  async actNow(view, path, body) {
    try {
      const { reply } = await post(path, { as: app.me, ...body });
      byId('alert').textContent = '';
      if (reply?.form) openForm(reply, (values) => app.act(view, '/api/submit', { place: body.place, form: reply.form.id, values }), view.actions({}));
      else if (reply) view.answer(reply);
      return !reply?.form || path !== '/api/submit';
    } catch (error) {
      byId('alert').textContent = error.message;
      return false;
    }
  },

  dismiss(place, id) {
    app.notes.set(place, (app.notes.get(place) ?? []).filter((n) => n.id !== id));
    const view = place === main.place ? main : panel;
    view.update();
    view.composer.focus();
  },

  open(place, message) {
    const kind = app.places.get(place)?.kind;
    if (!kind) return;
    if (kind === 'channel') showChannel(place);
    else showPrivate(place);
    (kind === 'channel' ? main : panel).reveal(message);
  },
};

const main = new View(app, byId('main'), { log: 'Conversation', id: 'message', box: 'Message', send: 'Send', hint: 'Message, or / for commands' });
const panel = new View(app, byId('panel'), { id: 'private-reply', box: 'Private reply', send: 'Reply privately', hint: 'Private reply' });
const isPrivate = (place) => place.kind !== 'channel';

function showChannel(id) {
  byId('main-title').textContent = '#' + app.places.get(id).name;
  main.show(app.places.get(id));
  togglePanel(false);
  drawLists();
}

function showPrivate(id) {
  app.unread.delete(id);
  const place = app.places.get(id);
  byId('panel-title').textContent = place ? titleOf(place) : '';
  panel.show(place);
  if (place) togglePanel(true);
  drawLists();
}

function titleOf(place) {
  return place.kind === 'direct' ? place.name : `${place.name} with ${place.members.join(', ')}${place.closed ? ' (closed)' : ''}`;
}

function togglePanel(open) {
  document.body.classList.toggle('panel-open', open);
  byId('panel-toggle').setAttribute('aria-expanded', String(open));
}

function drawLists() {
  const draw = (list, places, current, name, show) => list.replaceChildren(...places.map((p) => make(
    'li', {}, make('button', { type: 'button', 'data-place': p.id, 'aria-current': p.id === current ? 'true' : null, onclick: () => show(p.id) }, name(p)),
  )));
  // Drawing anew must not take the focus from who moves through the list.
  const focused = document.activeElement?.dataset?.place;
  const all = [...app.places.values()];
  draw(byId('channels'), all.filter((p) => !isPrivate(p)), main.place, (p) => '#' + p.name, showChannel);
  draw(byId('private-places'), all.filter(isPrivate), panel.place, (p) => titleOf(p) + (app.unread.has(p.id) ? ' · new' : ''), showPrivate);
  if (focused) document.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  const fresh = app.unread.size;
  byId('panel-toggle').textContent = fresh ? `Private messages (${fresh} new)` : 'Private messages';
}

function took(place) {
  if (place.id === main.place) main.show(place);
  if (place.id === panel.place) {
    byId('panel-title').textContent = titleOf(place);
    panel.show(place);
  }
  drawLists();
}

function newIn(place) {
  if (isPrivate(place) && (place.id !== panel.place || (!document.body.classList.contains('panel-open') && matchMedia('(max-width: 899px)').matches))) app.unread.add(place.id);
}

const on = {
  snapshot({ now, places }) {
    clock(now);
    app.places = new Map(places.map((p) => [p.id, p]));
    showChannel(app.places.has(main.place) ? main.place : places.find((p) => !isPrivate(p)).id);
    const open = app.places.get(panel.place) ?? places.find(isPrivate);
    panel.show(open);
    byId('panel-title').textContent = titleOf(open);
    drawLists();
  },
  place(place) {
    if (!app.places.has(place.id)) app.unread.add(place.id);
    app.places.set(place.id, place);
    took(place);
  },
  left({ place }) {
    app.places.delete(place);
    app.notes.delete(place);
    app.unread.delete(place);
    if (panel.place === place) showPrivate([...app.places.values()].find(isPrivate)?.id);
    drawLists();
  },
  message({ place, message }) {
    const where = app.places.get(place);
    if (!where) return;
    const at = where.messages.findIndex((m) => m.id === message.id);
    if (at >= 0) where.messages[at] = message;
    else where.messages.push(message);
    newIn(where);
    took(where);
  },
  deleted({ place, id }) {
    const where = app.places.get(place);
    if (!where) return;
    where.messages = where.messages.filter((m) => m.id !== id);
    took(where);
  },
  clock: ({ now }) => clock(now),
  lost() { byId('status').textContent = 'Connection lost. Trying again.'; },
  back() { byId('status').textContent = ''; },
  retry() { connect(); },
};

function clock(now) {
  setClock(now);
  const time = byId('now');
  time.dateTime = new Date(clockNow()).toISOString();
  time.textContent = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }).format(clockNow()) + ' UTC';
  refreshTimes();
}

let stopListening = () => {};
function connect() {
  stopListening();
  stopListening = listen(app.me, on);
}

let people = [];
function become(id) {
  app.me = people.some((p) => p.id === id) ? id : people[0].id;
  app.notes.clear();
  app.unread.clear();
  panel.place = null;
  byId('who').value = app.me;
  byId('language').value = people.find((p) => p.id === app.me).language;
  history.replaceState(null, '', '?as=' + app.me);
  connect();
}

async function start() {
  const world = await get('/api/world', {});
  people = world.people;
  byId('who').replaceChildren(...people.map((p) => make('option', { value: p.id }, p.name)));
  byId('language').replaceChildren(...world.languages.map((l) => make('option', { value: l.id, lang: l.id }, l.name)));
  become(new URLSearchParams(location.search).get('as'));
}

byId('who').addEventListener('change', (event) => become(event.target.value));
byId('language').addEventListener('change', (event) => {
  people.find((p) => p.id === app.me).language = event.target.value;
  app.act(main, '/api/language', { language: event.target.value });
});
byId('panel-toggle').addEventListener('click', () => {
  const open = !document.body.classList.contains('panel-open');
  if (open && panel.place) showPrivate(panel.place);
  else togglePanel(open);
});
document.querySelectorAll('[data-step]').forEach((button) => button.addEventListener('click', () => {
  app.act(main, '/api/clock', { step: button.dataset.step });
}));
setInterval(() => clock(clockNow()), 15000);
start().catch((error) => { byId('alert').textContent = error.message; });
