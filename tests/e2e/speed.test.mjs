// How fast the pages are, by UX.md's last table: printed beside each bar, for a machine's mood is no fault of the site. Only the
// shift of the layout, which no machine's speed excuses, is held to its bar.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { settled, visit } from './site.mjs';

const PAGES = { home: '', lesson: 'lessons/shuffle/', 'lesson (etcd)': 'lessons/mvcc/', laboratory: 'lab/shuffle/', glossary: 'glossary/' };

// Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s down.
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 };

// Runs in the page before anything of it: collects what the browser measures, and when the program came alive.
function watch() {
  const seen = { lcp: 0, cls: 0, inp: 0, tasks: [], instantiated: 0, alive: 0 };
  window.seen = seen;
  const observe = (type, take, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  observe('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
  observe('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  observe('event', (entry) => { if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration); }, { durationThreshold: 16 });
  observe('longtask', (entry) => { seen.tasks.push(entry.duration); });
  // The program's bytes are here: from now on it is only compiled, started, and the page hydrated.
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const bytes = await response.clone().arrayBuffer();
    seen.instantiated = performance.now();
    return instantiate(new Response(bytes, { headers: { 'content-type': 'application/wasm' } }), imports);
  };
  // Hydration is one task that ends by listening; the frame after it is the first that answers.
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === 'click' && seen.instantiated && !seen.alive && this instanceof Element) {
      seen.alive = -1;
      requestAnimationFrame(() => setTimeout(() => { seen.alive = performance.now(); }));
    }
    return listen.call(this, type, ...rest);
  };
}

async function measured(page, path, slow = false) {
  await page.addInitScript(watch);
  if (slow) {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW_4G);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  await page.goto(path);
  await settled(page);
  await page.waitForFunction(() => window.seen.alive > 0);
}

const seen = (page) => page.evaluate(() => window.seen);

// Something is clicked and typed on every page; each interaction is given a frame.
async function interact(page, name) {
  const press = async (key) => {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  };
  for (let time = 0; time < 2; time++) {
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    await page.waitForTimeout(60);
  }
  await press('/');
  for (const letter of 'seed') await press(letter);
  await press('Escape');
  const slider = page.locator({ home: '[role=slider]', laboratory: '#n' }[name] ?? '.weave[role=slider]').first();
  if (await slider.count()) {
    await slider.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'Home']) await press(key);
  }
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name}: what it takes to load and to answer`, (t) =>
    visit(path, { serviceWorkers: 'block', expected: [/Service Worker registration blocked/] }, async (page) => {
      await measured(page, page.url());
      const { lcp, cls, instantiated, alive } = await seen(page);
      await interact(page, name);
      const { inp, tasks } = await seen(page);
      const longest = Math.max(0, ...tasks);
      t.diagnostic(`${name}: largest paint ${lcp.toFixed(0)} ms (bar 1000), alive ${(alive - instantiated).toFixed(0)} ms after the program's bytes (bar 300), ` +
        `slowest answer ${inp ? `${inp.toFixed(0)} ms` : 'under 16 ms'} (bar 100), shift ${cls.toFixed(3)} (bar 0.02), longest task ${longest ? `${longest.toFixed(0)} ms` : 'under 50 ms'}`);
      assert.ok(cls <= 0.02, `layout shift ${cls}`);
    }));
}

test('on a slow phone: the largest paint of a lesson, and how it moves', (t) =>
  visit(PAGES.lesson, { width: 390, height: 844, serviceWorkers: 'block', expected: [/Service Worker registration blocked/] }, async (page) => {
    await measured(page, page.url(), true);
    const { lcp, cls, instantiated, alive } = await seen(page);
    t.diagnostic(`lesson, slow 4G and a processor 4 times slower: largest paint ${lcp.toFixed(0)} ms (bar 1800), alive at ${alive.toFixed(0)} ms ` +
      `(${(alive - instantiated).toFixed(0)} ms after the program's bytes), shift ${cls.toFixed(3)} (bar 0.02)`);
    assert.ok(cls <= 0.02, `layout shift ${cls}`);
  }));

// A cell of thousands of commands: the text, and its length.
const LONG = {
  elections: ['write a 1 5', 'run 1'],
  mvcc: ['put a 1', 'put b 2'],
};

// Runs in the page: steps back and on, then jumps along the timeline. Each is marked for the trace from the key to the frame
// after it has been drawn; a message that is posted in a frame's callback comes after that frame.
async function steps() {
  const slider = document.querySelector('.weave[role=slider]');
  const drawn = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  const moved = () => new Promise((done) => {
    const watch = new MutationObserver(() => { watch.disconnect(); done(); });
    watch.observe(slider, { attributeFilter: ['aria-valuenow'] });
  });
  const timed = async (name, act) => {
    // What the last one left to be done later is no part of this one.
    await new Promise((next) => setTimeout(next, 30));
    await drawn();
    const change = moved();
    performance.mark(`${name} begins`);
    act();
    await change;
    await drawn();
    performance.mark(`${name} ends`);
  };
  const press = (key) => slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const point = (share) => {
    const { left, top, width } = slider.getBoundingClientRect();
    const at = { bubbles: true, clientX: left + width * share, clientY: top + 20, pointerId: 1 };
    for (const type of ['pointerdown', 'pointerup']) slider.dispatchEvent(new PointerEvent(type, at));
  };
  for (let i = 0; i < 40; i++) await timed('step', () => press(i % 4 === 3 ? 'ArrowRight' : 'ArrowLeft'));
  // Along the run in a fixed order that looks like chance.
  for (let i = 1; i <= 30; i++) await timed('jump', () => point((i * 0.618034) % 1));
}

// What Chromium's own trace says of the marked moves: how long the page's thread worked for each (script, style, layout, paint)
// by its own clock, which stands still while others have the processor; and how long it was until the next frame was out, most
// of which may be waiting for the screen. Each is [median, slowest].
async function traced(page, body) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const categories = ['disabled-by-default-devtools.timeline', 'toplevel', 'blink.user_timing'];
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: categories } });
  await page.evaluate(body);
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  const { pid, tid } = events.find(({ name }) => name === 'step begins');
  const own = events.filter((event) => event.pid === pid && event.tid === tid);
  const at = (name) => own.filter((event) => event.name === name).map(({ ts }) => ts);
  const tasks = own.filter(({ name, dur }) => name === 'RunTask' && dur);
  const ordered = (times) => times.map((time) => time / 1000).sort((a, b) => a - b);
  const middleAndLast = (times) => [times[times.length >> 1], times.at(-1)];
  return (name) => {
    const ends = at(`${name} ends`);
    const moves = at(`${name} begins`).map((from, i) => [from, ends[i]]);
    const share = ({ ts, dur }, [from, to]) => Math.max(0, Math.min(ts + dur, to) - Math.max(ts, from)) / dur;
    const within = (move) => tasks.reduce((sum, task) => sum + share(task, move) * (task.tdur ?? task.dur), 0);
    return {
      work: middleAndLast(ordered(moves.map(within))),
      frame: middleAndLast(ordered(moves.map(([from, to]) => to - from))),
    };
  };
}

for (const [lesson, lines] of Object.entries(LONG)) {
  for (const count of [2_000, 10_000]) {
    test(`${lesson}: a step and a jump in a cell of ${count} commands`, (t) =>
      visit(`lessons/${lesson}/`, { patience: 180_000 }, async (page) => {
        const text = Array.from({ length: count }, (_, i) => lines[i % lines.length]);
        if (lesson === 'elections') text.unshift('start 3 leader=1');
        const area = page.locator('.cell textarea').first();
        await area.evaluate((area, text) => {
          area.value = text;
          area.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }, text.join('\n'));
        await area.press('Control+Enter');
        await page.waitForFunction((count) => Number(document.querySelector('.weave').getAttribute('aria-valuemax')) >= count, count, { timeout: 120_000 });
        await settled(page);
        const took = await traced(page, steps);
        const said = ([median, slowest]) => `${median.toFixed(1)} ms, the slowest ${slowest.toFixed(1)}`;
        for (const [name, bar] of [['step', 16], ['jump', 50]]) {
          const { work, frame } = took(name);
          t.diagnostic(`${lesson}, ${count} commands: a ${name} keeps the page at work for ${said(work)} (bar ${bar}); its frame is out after ${said(frame)}`);
          assert.ok(work[0] > 0 && frame[0] > 0);
        }
      }));
  }
}
