// What every test of the built site begins with: the site on loopback below a sub-path, a browser, and visits that fail
// on any complaint.
//
//   await visit('lessons/shuffle/', { theme: 'dark', width: 390 }, async (page) => { .. });
//
// A visit opens a fresh context (no storage, no cache), hands over Playwright's page, and at the end fails if the page
// logged an error or a warning, threw, lost a request, or asked another origin for anything. When it fails, a picture of the
// page is left in target/e2e.
//
// The server is xtask's own; the program is taken from XTASK, as `cargo xtask test` sets it, else run through cargo.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { launch } from './browser.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

// The folder that is tested, and the path that it is served below: never the root, so that an absolute URL is found.
export const DIST = process.env.SITE_DIR ?? join(ROOT, 'dist');
const PREFIX = '/some/sub/path/';

export const LANGUAGES = ['en', 'zh'];
export const THEMES = ['light', 'dark'];
export const WIDTHS = [320, 768, 1280];

// The paths of all pages, from the site's root: '', 'zh/', 'lessons/shuffle/'; '404.html' stands for itself.
export function pages() {
  const files = readdirSync(DIST, { recursive: true }).map((file) => file.split(sep).join('/'));
  return files
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replace(/(^|\/)index\.html$/, '$1'))
    .sort();
}

// Starts a server of a folder; `stop()` ends it. `port` lets a server come back at the same address.
export async function serve(folder = DIST, port = 0) {
  const args = ['serve', '--no-build', '--dir', folder, '--prefix', PREFIX, '--port', String(port)];
  const [program, ...before] = process.env.XTASK ? [process.env.XTASK] : ['cargo', 'run', '-q', '-p', 'xtask', '--'];
  const server = spawn(program, [...before, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((found, failed) => {
    let text = '';
    server.stdout.on('data', (data) => {
      text += data;
      const match = text.match(/serving (http:\S+)\n/);
      if (match) found(match[1]);
    });
    server.on('error', failed);
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${text}`)));
  });
  const ended = new Promise((resume) => server.on('exit', resume));
  return {
    url,
    port: Number(new URL(url).port),
    async stop() {
      server.kill();
      await ended;
    },
  };
}

// One server and one browser per test file, started at the first visit.
let started;
async function start() {
  started ??= { server: serve(), browser: launch() };
  return { server: await started.server, browser: await started.browser };
}

// Also when one of the two could not start: what is left running would keep the file from ending.
after(async () => {
  await started?.browser.then((browser) => browser.close(), () => {});
  await started?.server.then((server) => server.stop(), () => {});
});

// The address of a path below the site's root.
export async function address(path = '') {
  return new URL(path, (await start()).server.url).href;
}

// Opens a page of the site, runs `body`, and fails if the page had anything to complain about.
//
// Options: theme 'light' or 'dark'; width and height in px; javascript false; language of the browser; touch true;
// motion true; serviceWorkers 'block', for a test that answers requests itself; expected: patterns of complaints that this test provokes; url: the address of another server's site;
// patience: how long `body` may take, in ms.
export async function visit(path, options, body) {
  const { browser, server } = await start();
  const origin = new URL(options.url ?? server.url).origin;
  const context = await browser.newContext({
    colorScheme: options.theme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    javaScriptEnabled: options.javascript ?? true,
    locale: options.language === 'zh' ? 'zh-CN' : 'en-GB',
    hasTouch: options.touch ?? false,
    reducedMotion: options.motion ? 'no-preference' : 'reduce',
    serviceWorkers: options.serviceWorkers ?? 'allow',
  });
  const complaints = [];
  const complain = (text) => {
    if (!(options.expected ?? []).some((pattern) => pattern.test(text))) complaints.push(text);
  };
  listen(context, origin, complain);
  const page = await context.newPage();
  try {
    await page.goto(new URL(path, options.url ?? server.url).href, { waitUntil: 'load' });
    if (options.javascript ?? true) await settled(page);
    const result = await within(options.patience ?? 60_000, body(page));
    // What the page still has to say is heard before it is closed.
    if (options.javascript ?? true) await page.evaluate(() => 0);
    assert.deepEqual(complaints, [], `complaints of ${path || 'the first page'}`);
    assert.deepEqual(await context.cookies(), [], 'cookies');
    return result;
  } catch (error) {
    await picture(page, path);
    if (complaints.length > 0) error.message += `\ncomplaints: ${complaints.join('\n  ')}`;
    throw error;
  } finally {
    await context.close();
  }
}

// A script in the page that never answers would otherwise hold the run for ever: Playwright's own limits leave it out.
async function within(ms, work) {
  let timer;
  const late = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`not done within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function listen(context, origin, complain) {
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complain(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complain(`exception: ${error.error().stack ?? error.error()}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    const own = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!own) complain(`foreign request: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // What was still under way when the page was left is no fault of the page.
    if (reason !== 'net::ERR_ABORTED') complain(`failed request: ${request.url()} ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complain(`status ${response.status()}: ${response.url()}`);
  });
}

// The page is still: everything is loaded, and two frames have been drawn. Needs JavaScript.
export async function settled(page) {
  // The program is fetched after the first paint; there are pages without one, and tests that keep it away.
  const fetched = () => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'));
  await page.waitForFunction(fetched, null, { timeout: 5_000 }).catch(() => {});
  await page.waitForLoadState('networkidle');
  await drawn(page);
}

// Fonts are there, and two frames have been drawn: after a change of size or theme.
export async function drawn(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

async function picture(page, path) {
  const folder = join(ROOT, 'target/e2e');
  mkdirSync(folder, { recursive: true });
  const name = (path || 'first-page').replace(/[^a-z0-9]+/gi, '-');
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true }).catch(() => {});
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Fails if axe-core finds anything on the page as it stands. `what` is said in the message.
export async function assertAccessible(page, what) {
  // Evaluated through the driver, which the page's content security policy does not concern.
  await page.evaluate(`window.axe || (() => { ${AXE} })()`);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`));
  });
  assert.equal(violations.length, 0, `axe: ${what}\n${violations.join('\n')}`);
}

// Fails if the page has to be scrolled sideways.
export async function assertFits(page, what) {
  const { content, window } = await page.evaluate(() => ({
    content: document.scrollingElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= window, `${what}: content is ${content} px wide in a window of ${window} px`);
}
