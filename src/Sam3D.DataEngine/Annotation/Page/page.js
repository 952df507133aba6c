import { Turntables } from './turntable.js';

const at = id => document.getElementById(id);
const grades = ['useless', 'poor', 'fair', 'good', 'perfect'];
const nameKey = 'sam3d-annotator';

let state = null; // what the server said last
let turntables = null;
let chosen = null; // the candidate that is being rated
let isBusy = false;
let elapsed = 0, since = null; // time that the task was visible, in milliseconds

async function call(path, answer) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ annotator: sessionStorage.getItem(nameKey), ...(answer && { answer }) }),
  });
  const body = await response.json().catch(() => ({ error: `The program answered with status ${response.status}.` }));
  if (!response.ok) {
    throw new Error(body.error);
  }
  return body;
}

// One call at a time: a key that is pressed twice answers once.
async function act(path, answer) {
  if (isBusy) {
    return;
  }
  isBusy = true;
  try {
    tell('');
    await show(await call(path, answer));
  } catch (error) {
    tell(error instanceof TypeError ? 'The program does not answer. Start it again, open its new address, and go on under the same name.' : error.message);
  } finally {
    isBusy = false;
  }
}

function tell(message) {
  at('error').textContent = message;
  at('error').hidden = message === '';
}

function only(id) {
  for (const part of ['start', 'work', 'end']) {
    at(part).hidden = part !== id;
  }
}

async function show(next) {
  state = next;
  chosen = null;
  at('progress').max = Math.max(1, state.total);
  at('progress').value = state.done;
  at('count').textContent = `${state.done} of ${state.total}`;
  at('who').textContent = state.annotator;
  at('leave').hidden = at('progress').hidden = false;
  at('undo').disabled = at('undo-last').disabled = !state.canUndo;
  turntables?.clear();
  if (!state.task) {
    at('summary').textContent = state.total === 0 ? 'There are no candidates yet.' : `You have judged all ${state.total} objects. Thank you.`;
    only('end');
    document.body.dataset.ready = 'end';
    return;
  }
  await showTask(state.task);
}

async function showTask(task) {
  delete document.body.dataset.ready;
  only('work');
  at('object').textContent = task.round === 0 ? task.name : `${task.name}, round ${task.round + 1}`;
  at('detail').src = `picture/${task.detail}`;
  at('overview').src = `picture/${task.overview}`;
  at('last').textContent = task.shown.length;
  at('candidates').classList.toggle('few', task.shown.length === 2 || task.shown.length === 4);
  at('candidates').replaceChildren(...task.shown.map((_, i) => card(i)));
  turntables = new Turntables(state.columns);
  rate(null);
  pressPlay();
  await Promise.all([at('detail').decode(), at('overview').decode(), ...task.shown.map((candidate, i) =>
    turntables.add(at(`canvas-${i}`), `picture/${candidate.turntable}`, `Candidate ${i + 1}`))]);
  elapsed = 0;
  since = document.hidden ? null : performance.now();
  at('news').textContent = `${task.name}: choose one of ${task.shown.length} candidates.`;
  document.body.dataset.ready = `${task.object}/${task.round}`;
}

function card(index) {
  const article = document.createElement('article');
  article.className = 'candidate';
  const canvas = document.createElement('canvas');
  canvas.id = `canvas-${index}`;
  canvas.setAttribute('role', 'img');
  const button = document.createElement('button');
  button.type = 'button';
  const key = document.createElement('kbd');
  key.textContent = index + 1;
  button.append(key, ' Choose');
  button.addEventListener('click', () => choose(index));
  article.append(canvas, button);
  return article;
}

function choose(index) {
  if (!isBusy && index < state.task.shown.length) {
    if (state.asksRating && state.task.isLast) {
      rate(index);
    } else {
      submit(state.task.shown[index].candidate, null);
    }
  }
}

// Asks how good a candidate is; nothing goes back to choosing.
function rate(index) {
  chosen = index;
  at('candidates').classList.toggle('rated', index !== null);
  [...at('candidates').children].forEach((article, i) => article.classList.toggle('chosen', i === index));
  at('choosing').hidden = index !== null;
  at('rating').hidden = index === null;
  if (index !== null) {
    at('question').textContent = at('news').textContent = `How good is candidate ${index + 1}?`;
  }
}

function submit(winner, rating) {
  if (since !== null) {
    elapsed += performance.now() - since;
    since = performance.now();
  }
  const { object, round, shown } = state.task;
  act('judge', {
    object, round, shown: shown.map(s => s.candidate), milliseconds: Math.round(elapsed),
    ...(winner !== null && { winner }), ...(rating !== null && { rating }),
  });
}

function pressPlay() { at('play').setAttribute('aria-pressed', turntables.isPlaying); }

function play() {
  if (turntables.isPlaying) {
    turntables.stop();
  } else {
    turntables.play();
  }
  pressPlay();
}

function begin(name) {
  if (name.trim() === '') {
    at('name').focus();
    return;
  }
  sessionStorage.setItem(nameKey, name.trim());
  act('next');
}

function leave() {
  sessionStorage.removeItem(nameKey);
  turntables?.clear();
  tell('');
  for (const id of ['count', 'who']) {
    at(id).textContent = '';
  }
  at('leave').hidden = at('progress').hidden = true;
  only('start');
  document.body.dataset.ready = 'start';
  at('name').value = '';
  at('name').focus();
}

function onKey(event) {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey || isBusy) {
    return;
  }
  const isWork = !at('work').hidden;
  const number = /^[0-9]$/.test(event.key) ? Number(event.key) : null;
  const actions = {
    ArrowLeft: () => isWork && turntables.step(-1),
    ArrowRight: () => isWork && turntables.step(1),
    p: () => isWork && play(),
    Escape: () => isWork && rate(null),
    u: () => chosen !== null ? rate(null) : (isWork || !at('end').hidden) && state.canUndo && act('undo'),
  };
  const action = actions[event.key] ?? actions[event.key.toLowerCase()];
  if (isWork && number !== null) {
    event.preventDefault();
    if (chosen !== null) {
      if (number >= 1 && number <= grades.length) {
        submit(state.task.shown[chosen].candidate, number);
      }
    } else if (number === 0) {
      submit(null, null);
    } else {
      choose(number - 1);
    }
  } else if (action) {
    event.preventDefault();
    action();
  }
}

grades.forEach((grade, i) => {
  const button = document.createElement('button');
  button.type = 'button';
  const key = document.createElement('kbd');
  key.textContent = i + 1;
  button.append(key, ` ${grade}`);
  button.addEventListener('click', () => chosen !== null && submit(state.task.shown[chosen].candidate, i + 1));
  at('grades').append(button);
});
at('begin').addEventListener('click', () => begin(at('name').value));
at('name').addEventListener('keydown', event => event.key === 'Enter' && begin(at('name').value));
at('leave').addEventListener('click', leave);
at('none').addEventListener('click', () => submit(null, null));
at('back').addEventListener('click', () => turntables.step(-1));
at('forth').addEventListener('click', () => turntables.step(1));
at('play').addEventListener('click', play);
at('undo').addEventListener('click', () => act('undo'));
at('undo-last').addEventListener('click', () => act('undo'));
at('look-again').addEventListener('click', () => act('next'));
at('return').addEventListener('click', () => rate(null));
document.addEventListener('keydown', onKey);
document.addEventListener('visibilitychange', () => {
  if (document.hidden && since !== null) {
    elapsed += performance.now() - since;
    since = null;
  } else if (!document.hidden && since === null) {
    since = performance.now();
  }
});

if (sessionStorage.getItem(nameKey)) {
  act('next');
} else {
  leave();
}
