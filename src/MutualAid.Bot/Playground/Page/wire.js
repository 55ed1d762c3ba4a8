// One act has one key. The same act tried again after a failure keeps its key, so that it happens once.
const unanswered = new Map();

export class Refused extends Error {}

export async function get(path, query) {
  const answer = await fetch(path + '?' + new URLSearchParams(query));
  if (!answer.ok) throw new Refused(await errorOf(answer));
  return answer.json();
}

export async function post(path, body) {
  const act = path + JSON.stringify(body);
  const key = unanswered.get(act) ?? newKey();
  unanswered.set(act, key);
  let answer;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...body, key }),
    });
  } catch {
    throw new Refused('No answer from the bot. It may not have been saved: please try again.');
  }
  if (answer.status < 500) unanswered.delete(act);
  if (!answer.ok) throw new Refused(await errorOf(answer));
  return answer.json();
}

async function errorOf(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return `The bot answered ${answer.status}. Nothing is known of what was saved: please look with /mine.`;
  }
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

// Calls on[event](data) for every event; on.lost and on.back tell of the connection.
export function listen(as, on) {
  const source = new EventSource('/api/events?' + new URLSearchParams({ as }));
  for (const type of ['snapshot', 'place', 'left', 'message', 'deleted', 'clock']) {
    source.addEventListener(type, (event) => on[type](JSON.parse(event.data)));
  }
  source.onopen = () => on.back();
  source.onerror = () => {
    on.lost();
    // A browser gives up for good on some errors; a bot that is restarted should be found again.
    if (source.readyState === EventSource.CLOSED) again = setTimeout(() => on.retry(), 2000);
  };
  let again;
  return () => {
    clearTimeout(again);
    source.close();
  };
}
