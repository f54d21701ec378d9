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
