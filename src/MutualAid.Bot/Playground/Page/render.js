// Everything that comes over the wire goes into the page as text, never as markup.
let offset = 0;

export function setClock(now) {
  offset = now - Date.now();
}

export function clockNow() {
  return Date.now() + offset;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((c) => c !== null && c !== undefined));
  return element;
}

export function relative(at, lang) {
  const seconds = Math.round((at - clockNow()) / 1000);
  const units = [['day', 86400], ['hour', 3600], ['minute', 60]];
  const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

function moment(span, lang) {
  const time = make('time', { datetime: new Date(span.at).toISOString(), title: span.text });
  time.dataset.at = span.at;
  time.dataset.style = span.style;
  time.dataset.absolute = span.text;
  time.dataset.lang = lang;
  refresh(time);
  return time;
}

function refresh(time) {
  const { absolute, style, lang } = time.dataset;
  const far = style === 'absolute' ? '' : relative(Number(time.dataset.at), lang);
  const text = style === 'absolute' ? absolute : style === 'relative' ? far : `${absolute} (${far})`;
  if (time.textContent !== text) time.textContent = text;
}

export function refreshTimes() {
  document.querySelectorAll('time[data-at]').forEach(refresh);
}

export function spans(list, lang, actions) {
  return list.map((span) => {
    switch (span.t) {
      case 'member': return make('bdi', { class: 'member' }, span.text);
      case 'person': return make('span', { class: 'person' }, span.text);
      case 'moment': return moment(span, lang);
      case 'link':
        return span.message
          ? make('button', { type: 'button', class: 'link', onclick: () => actions.open(span.place, span.message) }, span.text)
          : document.createTextNode(span.text);
      default: return document.createTextNode(span.text);
    }
  });
}

export function buttons(list, actions) {
  if (list.length === 0) return null;
  return make('div', { class: 'actions' }, ...list.map((a) => make(
    'button',
    { type: 'button', class: a.primary ? 'primary' : null, 'data-action': a.id, onclick: () => actions.press(a.id) },
    a.label,
  )));
}

export function card(shown, actions) {
  const tone = shown.status ? `tone-${shown.status.tone}` : '';
  return make(
    'article',
    { 'aria-label': shown.label, lang: shown.lang, class: `card kind-${shown.kind} ${tone}`, tabindex: -1 },
    make(
      'div',
      { class: 'card-head' },
      make('h3', {}, ...spans(shown.title, shown.lang, actions)),
      shown.status ? make('span', { class: 'status' }, make('span', { 'aria-hidden': 'true' }, shown.status.sign + ' '), shown.status.word) : null,
    ),
    shown.picture ? make('img', { src: shown.picture.url, alt: shown.picture.alt, width: shown.picture.width, height: shown.picture.height }) : null,
    ...shown.lines.map((line) => make('p', {}, ...spans(line, shown.lang, actions))),
    buttons(shown.actions, actions),
    shown.reactions.length === 0 ? null : make('div', { class: 'reactions' }, ...shown.reactions.map((r) => make(
      'button',
      {
        type: 'button',
        'aria-pressed': String(r.mine),
        'aria-label': `${r.label}, ${r.count}`,
        'data-action': 'react' + r.emoji,
        onclick: () => actions.react(r.emoji, !r.mine),
      },
      r.emoji + (r.count ? ` ${r.count}` : ''),
    ))),
  );
}

export function note(reply, actions, dismiss) {
  return make(
    'div',
    { role: 'note', 'aria-label': 'Only you see this', lang: reply.lang, class: 'note' },
    make(
      'div',
      { class: 'note-head', lang: 'en' },
      make('span', {}, 'Only you see this'),
      make('button', { type: 'button', class: 'quiet', onclick: dismiss }, 'Dismiss'),
    ),
    reply.text.length ? make('p', {}, ...spans(reply.text, reply.lang, actions)) : null,
    reply.givenBack ? make('div', { class: 'given-back' }, make('p', { lang: 'en' }, 'What you wrote'), make('blockquote', {}, make('bdi', { class: 'member' }, reply.givenBack))) : null,
    reply.files.length ? make('p', { class: 'files' }, ...reply.files.map(download)) : null,
    ...reply.sections.map((s) => make('div', { class: 'section' }, make('p', {}, ...spans(s.text, reply.lang, actions)), buttons(s.actions, actions))),
    buttons(reply.actions, actions),
  );
}

// A file is made here from what came with the answer: there is no address that anybody else could ask for.
function download(file) {
  const url = URL.createObjectURL(new Blob([file.text], { type: `${file.type};charset=utf-8` }));
  return make('a', { href: url, download: file.name }, file.name);
}

export function said(message) {
  return make(
    'div',
    { class: 'said' },
    make('span', { class: 'person' }, message.author.name),
    document.createTextNode(' '),
    make('bdi', { class: 'member' }, message.text),
  );
}
